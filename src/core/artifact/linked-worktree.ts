import path from 'node:path';
import { entryPath, type HeldDirectory } from './held-directory.ts';
import { readSmallFile } from './marker-file.ts';
import { realpathIfThere } from './presence.ts';

/** What git knows of one worktree beside the main one (gitrepository-layout(5), `worktrees/`). Absolute real paths. */
export interface LinkedWorktree {
  /** `<repository>/.git/worktrees/<name>`: its HEAD, index, and our marker. */
  readonly gitDirectory: string;
  /** `<repository>/.git`: branches, objects, stash. */
  readonly commonDirectory: string;
  /** Where git believes the files are. */
  readonly tree: string;
}

const pointerLimit = 64 * 1024;

/**
 * The worktree whose files lie in a held directory; null when the directory is not one: no repository, a main
 * checkout, a submodule, or a record that git has dropped. `registeredPath` is what a relative pointer starts from.
 */
export async function readLinkedWorktree(
  directory: HeldDirectory,
  registeredPath: string,
): Promise<LinkedWorktree | null> {
  const pointer = await readSmallFile(entryPath(directory, '.git'), pointerLimit);
  const target = /^gitdir: (.+?)\r?\n*$/s.exec(pointer ?? '')?.[1];
  if (target === undefined) return null;
  const gitDirectory = await realpathIfThere(path.resolve(registeredPath, target));
  return gitDirectory === null ? null : readWorktreeRecord(gitDirectory);
}

/** The worktree of a git directory, from git's own files in it. */
export async function readWorktreeRecord(gitDirectory: string): Promise<LinkedWorktree | null> {
  const common = await readLine(path.join(gitDirectory, 'commondir'));
  const back = await readLine(path.join(gitDirectory, 'gitdir'));
  if (common === null || back === null) return null;
  const commonDirectory = await realpathIfThere(path.resolve(gitDirectory, common));
  if (commonDirectory === null) return null;
  if (path.dirname(gitDirectory) !== path.join(commonDirectory, 'worktrees')) return null;
  const pointer = path.resolve(gitDirectory, back);
  if (path.basename(pointer) !== '.git') return null;
  return { gitDirectory, commonDirectory, tree: path.dirname(pointer) };
}

async function readLine(file: string): Promise<string | null> {
  const text = await readSmallFile(file, pointerLimit);
  return text === null ? null : text.replace(/\r?\n+$/, '');
}
