import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Where the git state of a checkout lies, told from files alone: no git is run, so any number may be asked. */
export interface GitPlaces {
  /** Objects, references and logs, for all worktrees: git locks each of them. */
  readonly common: string;
  /** What belongs to this checkout alone: index, HEAD, and the locks by which git replaces them. */
  readonly own: readonly string[];
}

const ownFiles = ['HEAD', 'index', 'ORIG_HEAD', 'MERGE_HEAD', 'COMMIT_EDITMSG', 'rebase-merge'];

/** Null where no repository is found at `directory` or above (gitrepository-layout(5)). */
export async function gitPlaces(directory: string): Promise<GitPlaces | null> {
  for (let at = directory; ; at = path.dirname(at)) {
    const entry = path.join(at, '.git');
    const stats = await lstat(entry).catch(() => null);
    if (stats?.isDirectory()) {
      return { common: entry, own: ownFiles.flatMap((name) => withLock(path.join(entry, name))) };
    }
    if (stats?.isFile()) return linkedPlaces(at, entry);
    if (path.dirname(at) === at) return null;
  }
}

/** A worktree's `.git` is a file that names its directory below the common one. */
async function linkedPlaces(top: string, entry: string): Promise<GitPlaces | null> {
  try {
    const named = /^gitdir: (.+)$/m.exec(await readFile(entry, 'utf8'))?.[1];
    if (named === undefined) return null;
    const own = await realpath(path.resolve(top, named));
    const common = await readFile(path.join(own, 'commondir'), 'utf8').catch(() => '.');
    return { common: await realpath(path.resolve(own, common.trim())), own: [own] };
  } catch {
    // A worktree whose repository has gone.
    return null;
  }
}

function withLock(file: string): string[] {
  return [file, `${file}.lock`];
}
