import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jsonWithComments } from './json.ts';
import { parseSize } from './parse-size.ts';

const configurationSchema = jsonWithComments.pipe(
  z.object({
    extends: z.array(z.string()).optional(),
    cacheDir: z.string().optional(),
    cacheMaxSize: z.string().nullish(),
  }),
);

export type TurboRepository =
  | {
      readonly found: true;
      readonly root: string;
      readonly cacheDir: string | null;
      /** How large it may grow, in bytes; null for no limit (turbo 2.9 on). */
      readonly limit: number | null;
    }
  | { readonly found: false; readonly fault: string | null };

/**
 * The directory that turbo takes for the root: the nearest one at or above `workspace` whose turbo.json is not the
 * settings of a mere package (those extend others). A file that cannot be understood is told as `fault`.
 */
export async function findTurboRepository(workspace: string): Promise<TurboRepository> {
  for (let directory = workspace; ; directory = path.dirname(directory)) {
    for (const name of ['turbo.json', 'turbo.jsonc']) {
      const file = path.join(directory, name);
      const text = await readText(file);
      if (text === null) continue;
      const { data } = configurationSchema.safeParse(text);
      if (!data) return { found: false, fault: `${file} could not be understood` };
      if (data.extends === undefined || data.extends.length === 0) {
        const limit = parseSize(data.cacheMaxSize ?? '');
        return { found: true, root: directory, cacheDir: data.cacheDir ?? null, limit };
      }
    }
    if (directory === path.dirname(directory)) return { found: false, fault: null };
  }
}

/**
 * Where turbo keeps its local cache: TURBO_CACHE_DIR, `cacheDir` of turbo.json, else `.turbo/cache`
 * (`node_modules/.cache/turbo` before 2.0). Without an explicit directory, turbo from 2.8 on lets linked worktrees use
 * the main worktree's (turborepo.com/docs: git worktrees).
 */
export async function turboCacheDirectory(
  repository: { readonly root: string; readonly cacheDir: string | null },
  environment: NodeJS.ProcessEnv,
  version: string | null,
): Promise<string> {
  const { root } = repository;
  // An empty variable counts as set for turbo, which then writes into the root itself.
  const explicit = environment['TURBO_CACHE_DIR'] ?? repository.cacheDir;
  if (explicit !== null) return path.resolve(root, explicit);
  const [major = 2, minor = 8] = (version ?? '').split('.').map(Number).filter(Number.isInteger);
  if (major < 2) return path.join(root, 'node_modules', '.cache', 'turbo');
  const sharesWorktrees = major > 2 || minor >= 8;
  const owner = sharesWorktrees ? ((await inMainWorktree(root)) ?? root) : root;
  return path.join(owner, '.turbo', 'cache');
}

/**
 * The directory of the main worktree that stands for `directory` of a linked one; null if it is in no linked worktree.
 * gitrepository-layout(5): a linked worktree's `.git` is a file that names its git directory, whose `commondir` names
 * the main one.
 */
export async function inMainWorktree(directory: string): Promise<string | null> {
  const top = await findUpwards(directory, '.git');
  if (top === null) return null;
  const gitDirectory = /^gitdir: (.+)$/m.exec((await readText(path.join(top, '.git'))) ?? '')?.[1];
  if (gitDirectory === undefined) return null;
  const own = path.resolve(top, gitDirectory);
  const common = await readText(path.join(own, 'commondir'));
  if (common === null) return null;
  const shared = path.resolve(own, common.trim());
  // A bare repository has no main worktree.
  if (path.basename(shared) !== '.git') return null;
  return path.join(path.dirname(shared), path.relative(top, directory));
}

async function findUpwards(start: string, name: string): Promise<string | null> {
  for (let directory = start; ; directory = path.dirname(directory)) {
    if (await exists(path.join(directory, name))) return directory;
    if (directory === path.dirname(directory)) return null;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

/** Null if there is no such file, or it is a directory or unreadable. */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
