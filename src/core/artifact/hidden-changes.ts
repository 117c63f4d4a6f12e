import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './file-error.ts';
import { readGit, type GitPlace } from './git.ts';

/** Files compared one by one; whoever hides more than this has something to hide. */
const comparedLimit = 200;

/**
 * Changes that `git status` does not show, because the file is marked assume-unchanged or skip-worktree
 * (git-update-index(1)): in words, or null. Files left out by a sparse checkout bear the mark too, but are not there.
 */
export async function findHiddenChanges(place: GitPlace): Promise<string | null> {
  const { tree } = place;
  if (tree === null) return null;
  const marked: { file: string; hash: string }[] = [];
  for (const line of (await readGit(place, ['ls-files', '-v', '-s', '-z'])).split('\0')) {
    // git-ls-files(1): S is skip-worktree, a lower-case letter is assume-unchanged.
    const [, hash, file] = /^[a-zS] \d+ (\w+) \d\t([^]+)$/.exec(line) ?? [];
    if (hash === undefined || file === undefined) continue;
    const kind = await kindOf(path.join(tree, file));
    if (kind === 'other' || marked.length === comparedLimit) return describe(file);
    if (kind === 'file') marked.push({ file, hash });
  }
  if (marked.length === 0) return null;
  const files = marked.map(({ file }) => file);
  const hashes = (await readGit(place, ['hash-object', '--', ...files])).trim().split('\n');
  const changed = marked.find(({ hash }, index) => hashes[index] !== hash);
  return changed ? describe(changed.file) : null;
}

function describe(file: string): string {
  return `it holds changes that git status does not show (assume-unchanged or skip-worktree): ${file}`;
}

async function kindOf(file: string): Promise<'file' | 'missing' | 'other'> {
  try {
    return (await lstat(file)).isFile() ? 'file' : 'other';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
}
