import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './file-error.ts';
import { readGit, runGit, type GitPlace } from './git.ts';
import { findHiddenChanges } from './hidden-changes.ts';
import { readSmallFile } from './marker-file.ts';
import { findNestedWork } from './nested-work.ts';
import { ownLockReason } from './worktree-record.ts';
import type { LinkedWorktree } from './linked-worktree.ts';
import { isThere } from './presence.ts';

/**
 * Why a worktree must not be deleted, in words; null when all that is in it is also somewhere else or can be built
 * again. Ignored files count as built. `tree` is where the files lie at this moment. Changes nothing. Throws when git
 * cannot tell.
 */
export async function findUnsavedWork(
  worktree: LinkedWorktree,
  tree: string,
): Promise<string | null> {
  const place: GitPlace = { gitDirectory: worktree.gitDirectory, tree };
  return (
    (await lockOn(worktree)) ??
    (await operationIn(worktree)) ??
    (await uncommittedIn(place)) ??
    (await findHiddenChanges(place)) ??
    (await commitsOnlyIn(place)) ??
    (await stashedFrom(place)) ??
    (await findNestedWork(tree))
  );
}

/** git-worktree(1), `lock`: the owner asks that it is not removed. */
async function lockOn({ gitDirectory }: LinkedWorktree): Promise<string | null> {
  const lock = path.join(gitDirectory, 'locked');
  if (!(await isThere(lock))) return null;
  const reason = (await readSmallFile(lock, 64 * 1024))?.trim() ?? '';
  if (reason === ownLockReason) return null;
  return `locked with "git worktree lock"${reason === '' ? '' : `: ${reason}`}`;
}

/** Files and directories in a worktree's git directory while git is in the middle of something (wt-status.c). */
const operations: readonly (readonly [file: string, reason: string])[] = [
  ['rebase-merge', 'a rebase is in progress'],
  ['rebase-apply', 'a rebase or "git am" is in progress'],
  ['MERGE_HEAD', 'a merge is in progress'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick is in progress'],
  ['REVERT_HEAD', 'a revert is in progress'],
  ['sequencer', 'a cherry-pick or revert of several commits is in progress'],
  ['BISECT_LOG', 'a bisection is in progress'],
  ['index.lock', 'git is at work in it (index.lock exists)'],
];

async function operationIn({ gitDirectory }: LinkedWorktree): Promise<string | null> {
  for (const [file, reason] of operations) {
    if (await isThere(path.join(gitDirectory, file))) return reason;
  }
  // The repositories of submodules live here, with commits that nothing else need have.
  const modules = await entriesOf(path.join(gitDirectory, 'modules'));
  return modules.length > 0 ? 'it has submodules, whose commits are kept in it' : null;
}

async function uncommittedIn(place: GitPlace): Promise<string | null> {
  const { exitCode, stdout, stderr } = await runGit(place, [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignore-submodules=none',
    '--no-renames',
  ]);
  if (exitCode === null) return 'git could not say in time whether it holds changes';
  if (exitCode !== 0) return `git could not say whether it holds changes: ${stderr.trim()}`;
  const entries = stdout.split('\0').filter((entry) => entry !== '');
  const [first, ...others] = entries.map((entry) => entry.slice(3));
  if (first === undefined) return null;
  return `it holds uncommitted work: ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/**
 * The branch stays when its worktree goes, but only a merge, a push or another branch makes a commit safe from what
 * people do to agents' branches afterwards. HEAD and refs/worktree are the worktree's own (gitrepository-layout(5)).
 * `--all` would not do: it counts HEAD itself.
 */
async function commitsOnlyIn(place: GitPlace): Promise<string | null> {
  const { exitCode: unborn } = await runGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (unborn === 1) return null;
  const branch = await branchOf(place);
  const count = Number(
    await readGit(place, [
      'rev-list',
      '--count',
      'HEAD',
      '--glob=refs/worktree/*',
      '--not',
      ...(branch === null ? [] : [`--exclude=${branch}`]),
      '--branches',
      '--remotes',
      '--tags',
    ]),
  );
  if (count === 0) return null;
  const commits = count === 1 ? '1 commit' : `${count} commits`;
  return branch === null
    ? `it has ${commits} on no branch at all`
    : `${commits} on branch ${branch} are neither merged nor pushed`;
}

/** Short name of the branch that is checked out; null with a detached HEAD. */
async function branchOf(place: GitPlace): Promise<string | null> {
  const { exitCode, stdout } = await runGit(place, ['symbolic-ref', '--quiet', 'HEAD']);
  const branch = /^refs\/heads\/(.+)\n$/.exec(stdout)?.[1];
  return exitCode === 0 ? (branch ?? null) : null;
}

/**
 * The stash is the repository's, its entries name the branch they were made on. Without a branch the commit they were
 * made on tells, which the worktree's own log of HEAD then contains.
 */
async function stashedFrom(place: GitPlace): Promise<string | null> {
  const stashes = await readGit(place, ['stash', 'list', '-z', '--format=%P%x09%gs']);
  const branch = await branchOf(place);
  const log = await readSmallFile(path.join(place.gitDirectory, 'logs', 'HEAD'), 64 * 1024 * 1024);
  for (const stash of stashes.split('\0')) {
    const [, base, on] = /^(\w+)[^\t]*\t(?:WIP on|On) ([^:]+):/.exec(stash.trimStart()) ?? [];
    if (base === undefined || on === undefined) continue;
    const own = on === '(no branch)' ? log?.includes(base) : on === branch;
    if (own) return `"git stash list" has an entry made in it: ${stash.split('\t')[1] ?? on}`;
  }
  return null;
}

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
