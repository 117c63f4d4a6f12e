import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages */
const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

const manifestSchema = z.object({ version: z.string().optional() });

/**
 * Whether every package that an npm lockfile names is in node_modules in its version, but for optional ones. npm's own
 * record does not tell: `npm install --package-lock-only` writes it without installing anything (npm 11.19). False for
 * lockfiles of npm 6 and earlier, which do not say where packages lie.
 */
export async function hasNpmPackages(directory: string, lockfile: string): Promise<boolean> {
  try {
    const content = await readFile(path.join(directory, lockfile), 'utf8');
    const { packages } = lockfileSchema.parse(JSON.parse(content));
    const there = Object.entries(packages).map(async ([place, entry]) => {
      if (!/(?:^|\/)node_modules\//.test(place) || entry.optional || entry.devOptional) return true;
      const folder = path.join(directory, place);
      if (entry.link) return isThere(folder);
      return (await versionIn(folder)) === entry.version;
    });
    return !(await Promise.all(there)).includes(false);
  } catch {
    // A file that is damaged, or went meanwhile: an install puts it right.
    return false;
  }
}

function isThere(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  );
}

async function versionIn(folder: string): Promise<string | null | undefined> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => null);
  return text === null ? null : manifestSchema.parse(JSON.parse(text)).version;
}
