import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

const cargoLock = z.object({
  package: z
    .array(z.object({ name: z.string(), version: z.string(), source: z.string().optional() }))
    .default([]),
});

/**
 * The crates that a Cargo.lock asks for and CARGO_HOME has not downloaded, from registries and from git, with versions,
 * in the lockfile's order. Null where the lockfile cannot be read: cargo will say why.
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
  const [present, checkouts] = await Promise.all([
    downloaded(path.join(home, 'registry', 'cache')),
    checkedOut(path.join(home, 'git', 'checkouts')),
  ]);
  return packages.flatMap(({ name, version, source = '' }) => {
    const crate = `${name}-${version}`;
    const commit = /^git\+.*#([0-9a-f]{40,})$/.exec(source)?.[1];
    const isRegistry = /^(?:registry|sparse)\+/.test(source);
    const isMissing =
      commit === undefined
        ? isRegistry && !present.has(`${crate}.crate`)
        : !checkouts.some((short) => commit.startsWith(short));
    return isMissing ? [crate] : [];
  });
}

/** Over all registries: one folder each. */
async function downloaded(cache: string): Promise<ReadonlySet<string>> {
  return new Set((await namesBelow(cache)).map(({ name }) => name));
}

/**
 * The commits that are checked out whole, abbreviated: `<repository>-<hash>/<commit>`, with a file that cargo writes at
 * the end (src/cargo/sources/git/utils.rs).
 */
async function checkedOut(checkouts: string): Promise<readonly string[]> {
  const found = await Promise.all(
    (await namesBelow(checkouts)).map(async ({ folder, name }) => {
      const isWhole = await access(path.join(folder, name, '.cargo-ok')).then(
        () => true,
        () => false,
      );
      return isWhole && /^[0-9a-f]{4,}$/.test(name) ? [name] : [];
    }),
  );
  return found.flat();
}

/** What lies in the folders of a folder. */
async function namesBelow(directory: string): Promise<{ folder: string; name: string }[]> {
  const folders = (await readdir(directory).catch(() => [])).map((each) =>
    path.join(directory, each),
  );
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name) => ({ folder, name })),
    ),
  );
  return names.flat();
}
