import { rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileErrorCode, isMissing } from './file-error.ts';
import { runGit } from './git.ts';
import { readSmallFile } from './marker-file.ts';
import type { LinkedWorktree } from './linked-worktree.ts';

/** Says in `git worktree list` who locked it. A lock with these words is ours to lift, whoever of us left it. */
export const ownLockReason = 'lanekeeper: clean-up in progress';

/**
 * While its files are out of reach, any `git worktree prune` would take a worktree for deleted and drop its HEAD and
 * index; the lock forbids that (git-worktree(1)). On a full disk we go on without: the moment is short.
 */
export async function lockRecord({ gitDirectory }: LinkedWorktree): Promise<void> {
  try {
    await writeFile(path.join(gitDirectory, 'locked'), `${ownLockReason}\n`, { flag: 'wx' });
  } catch (error) {
    const code = fileErrorCode(error);
    if (code !== 'EEXIST' && code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
  }
}

/** Lifts our own lock and nobody else's. */
export async function unlockRecord({ gitDirectory }: LinkedWorktree): Promise<void> {
  const lock = path.join(gitDirectory, 'locked');
  if ((await readSmallFile(lock, 64 * 1024))?.trim() !== ownLockReason) return;
  try {
    await unlink(lock);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/**
 * Tells git that the worktree is gone: its record in the repository, never its branch. Only this one, where
 * `git worktree prune` would drop every worktree that happens to be out of reach. The reason why git refused, or null.
 */
export async function dropRecord(worktree: LinkedWorktree): Promise<string | null> {
  await unlockRecord(worktree);
  const { commonDirectory, tree } = worktree;
  const place = { gitDirectory: commonDirectory, tree: null };
  const { exitCode, stderr } = await runGit(place, ['worktree', 'remove', tree]);
  if (exitCode !== 0)
    return `git keeps its record of the worktree: ${stderr.trim() || 'no answer'}`;
  await removeIfEmpty(path.dirname(tree));
  return null;
}

/** The directory that holds a repository's worktrees goes with the last of them. */
async function removeIfEmpty(directory: string): Promise<void> {
  try {
    await rmdir(directory);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && !isMissing(error)) throw error;
  }
}
