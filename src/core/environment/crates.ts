import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

const cargoLock = z.object({
  package: z
    .array(z.object({ name: z.string(), version: z.string(), source: z.string().optional() }))
    .default([]),
});

/**
 * Names of the registry crates that a Cargo.lock asks for and CARGO_HOME has not downloaded, with versions, in the
 * lockfile's order. Null where the lockfile cannot be read: cargo will say why.
 */
export async function missingCrates(lockfile: string, home: string): Promise<string[] | null> {
  const text = await readFile(lockfile, 'utf8').catch(() => null);
  if (text === null) return null;
  let packages: z.infer<typeof cargoLock>['package'];
  try {
    packages = cargoLock.parse(parse(text)).package;
  } catch {
    return null;
  }
  const present = await downloaded(path.join(home, 'registry', 'cache'));
  return packages
    .filter(({ source }) => source !== undefined && /^(?:registry|sparse)\+/.test(source))
    .map(({ name, version }) => `${name}-${version}`)
    .filter((crate) => !present.has(`${crate}.crate`));
}

/** Over all registries: one folder each. */
async function downloaded(cache: string): Promise<ReadonlySet<string>> {
  const registries = await readdir(cache).catch(() => []);
  const names = await Promise.all(
    registries.map((registry) => readdir(path.join(cache, registry)).catch(() => [])),
  );
  return new Set(names.flat());
}
