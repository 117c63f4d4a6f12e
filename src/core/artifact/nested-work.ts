import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { entryPath, holdDirectory, type HeldDirectory } from './held-directory.ts';
import { isMissing } from './file-error.ts';
import { runGit, type GitPlace } from './git.ts';
import { measureDirectory } from './measure.ts';

/**
 * Why the directories below a worktree forbid its removal, or null. Ignored directories are removed with it, and some
 * hold work all the same: checkouts that an agent made inside its own (`.claude/worktrees/…`), clones with commits
 * that were never pushed, and whatever is mounted there.
 */
export async function findNestedWork(tree: string): Promise<string | null> {
  const mounts: string[] = [];
  const repositories: { place: string; isFile: boolean }[] = [];
  const root = holdDirectory(tree);
  try {
    await measureDirectory(root, tree, {
      ledger: new Map(),
      onSpared: (place) => mounts.push(place),
      onDirectory: async (directory, place) => {
        if (directory === root) return;
        const isFile = await gitEntryIsFile(directory);
        if (isFile !== null) repositories.push({ place, isFile });
      },
    });
  } finally {
    root.release();
  }
  const [mount] = mounts;
  if (mount !== undefined) return `something is mounted in it: ${path.relative(tree, mount)}`;
  for (const { place, isFile } of repositories) {
    const git: GitPlace = { gitDirectory: path.join(place, '.git'), tree: place };
    if (isFile) return `another git checkout lies in it: ${path.relative(tree, place)}`;
    const work = await unpublishedIn(git);
    if (work !== null) return `${work}: ${path.relative(tree, place)}`;
  }
  return null;
}

/** Null without a `.git`; a directory is a repository, a file leads to one (gitrepository-layout(5)). */
async function gitEntryIsFile(directory: HeldDirectory): Promise<boolean | null> {
  try {
    return !(await lstat(entryPath(directory, '.git'))).isDirectory();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function unpublishedIn(git: GitPlace): Promise<string | null> {
  const status = await runGit(git, ['status', '--porcelain=v1', '-z', '--untracked-files=all']);
  if (status.exitCode !== 0) return 'a git repository that git cannot read lies in it';
  if (status.stdout !== '') return 'a git repository with uncommitted work lies in it';
  // --all takes in HEAD, tags and the stash.
  const commits = await runGit(git, ['rev-list', '--count', '--all', '--not', '--remotes']);
  if (commits.exitCode !== 0) return 'a git repository that git cannot read lies in it';
  return Number(commits.stdout) === 0 ? null : 'a git repository with unpushed commits lies in it';
}
