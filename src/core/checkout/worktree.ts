import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError, toLanekeeperError } from '../error.ts';
import type { Location } from '../location.ts';
import { holdLock, type LockHolder } from '../resource/machine-lock.ts';
import { isAgentId } from '../agent/agent-id.ts';
import { git, gitLine, type GitOptions } from './git.ts';
import { readRepository, type Repository } from './repository.ts';
import { freePath, pathExists } from './free-path.ts';

/** Where a worktree will be and what it is made from. Planning writes nothing. */
export interface WorktreePlan {
  readonly agent: string;
  readonly repository: Repository;
  /** The worktree itself, absolute: the directory the agent is going to own. */
  readonly root: string;
  /** The workspace's counterpart in it, absolute: where the agent works. */
  readonly path: string;
  readonly lock: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Worktree {
  readonly root: string;
  readonly path: string;
  readonly branch: string;
  /** The commit it was made at: a full object name. */
  readonly commit: string;
  /** What the user may miss in it, as sentences. */
  readonly warnings: readonly string[];
}

export interface WorktreeRequest {
  readonly workspace: string;
  readonly agent: string;
  readonly location: Location;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chooses the place of an agent's worktree: outside the repository, since test runners and package managers walk into
 * one that lies inside.
 *
 * @throws LanekeeperError `checkout-failed`, `toolchain-missing`
 */
export async function planWorktree(request: WorktreeRequest): Promise<WorktreePlan> {
  const { workspace, agent, location, environment, signal } = request;
  if (!isAgentId(agent)) throw new TypeError(`Not an agent id: ${agent}`);
  const repository = await readRepository(workspace, { environment, signal });
  const { commonDirectory, prefix } = repository;
  const key = `${repositoryName(commonDirectory)}-${shortHash(commonDirectory)}`;
  // An earlier agent of this id may have left work that clean-up kept.
  const root = await freePath(path.join(location.worktrees, key, agent));
  return {
    agent,
    repository,
    root,
    path: path.join(root, prefix),
    lock: path.join(location.home, 'locks', `worktree-${shortHash(commonDirectory)}`),
    environment,
  };
}

/**
 * Makes the worktree on a branch `lanekeeper/<agent>` of its own, starting at the commit HEAD was at. One at a time for
 * a repository, because two at once fail on git's own lock files (anthropics/claude-code#47266). When it fails or is
 * interrupted, what it made is removed. Submodules are left empty, uncommitted changes stay in the workspace.
 *
 * @throws LanekeeperError `checkout-failed` with what git said, `interrupted`
 */
export async function createWorktree(
  plan: WorktreePlan,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onWait?: (holder: LockHolder | null) => void;
  } = {},
): Promise<Worktree> {
  const { repository, root, environment } = plan;
  const purpose = `check out a worktree of ${repository.top}`;
  const lock = await holdLock(plan.lock, { purpose, ...options });
  try {
    const place: GitOptions = { cwd: repository.top, environment, signal: options.signal };
    const branch = await freeBranch(plan.agent, place);
    if (await pathExists(root)) throw occupied(root);
    await mkdir(path.dirname(root), { recursive: true });
    const [warnings] = await Promise.all([
      missing(repository, place),
      addWorktree(plan, branch, place),
    ]);
    const { path: where } = plan;
    return { root, path: where, branch, commit: repository.commit, warnings };
  } finally {
    lock.dispose();
  }
}

async function addWorktree(plan: WorktreePlan, branch: string, place: GitOptions): Promise<void> {
  const { root, repository } = plan;
  try {
    const added = await git(
      ['worktree', 'add', '--no-track', '-b', branch, root, repository.commit],
      place,
    );
    if (added.exitCode === 0) return;
    throw new LanekeeperError(
      'checkout-failed',
      `git could not make a worktree of ${repository.top}: ${lastLines(added.stderr)}`,
      'Correct what git names, or spawn the agent with --checkout shared.',
    );
  } catch (thrown) {
    const fault = toLanekeeperError(thrown);
    await takeBack(plan, branch, { cwd: place.cwd, environment: place.environment });
    throw fault;
  }
}

/** Nobody has worked in it yet: the path was free a moment ago, and the branch only goes while it is where it began. */
async function takeBack(plan: WorktreePlan, branch: string, place: GitOptions): Promise<void> {
  await git(['worktree', 'remove', '--force', plan.root], place);
  await git(['update-ref', '-d', `refs/heads/${branch}`, plan.repository.commit], place);
}

/** `lanekeeper/<agent>`, numbered when taken; `lanekeeper-<agent>` where a branch `lanekeeper` leaves no folder. */
async function freeBranch(agent: string, place: GitOptions): Promise<string> {
  const patterns = ['refs/heads/lanekeeper', 'refs/heads/lanekeeper-*'];
  const listed = await gitLine(['for-each-ref', '--format=%(refname)', ...patterns], place);
  const taken = new Set(listed?.split('\n').map((name) => name.replace('refs/heads/', '')));
  const base = taken.has('lanekeeper') ? `lanekeeper-${agent}` : `lanekeeper/${agent}`;
  for (let number = 1; ; number += 1) {
    const branch = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(branch)) return branch;
  }
}

async function missing(repository: Repository, place: GitOptions): Promise<string[]> {
  const warnings: string[] = [];
  const [modules, changes] = await Promise.all([
    gitLine(['cat-file', '-t', `${repository.commit}:.gitmodules`], place),
    gitLine(['status', '--porcelain', '--untracked-files=no'], place),
  ]);
  if (modules !== null) {
    warnings.push(
      'Submodules are empty in the worktree until you run "git submodule update --init" in it.',
    );
  }
  if (changes) warnings.push('Uncommitted changes of the workspace are not in the worktree.');
  return warnings;
}

/** The folder's name, as far as it is fit for a path on every system. */
function repositoryName(commonDirectory: string): string {
  const isPlain = path.basename(commonDirectory) === '.git';
  const name = path.basename(isPlain ? path.dirname(commonDirectory) : commonDirectory);
  return (
    name
      .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^\.+/, '')
      .slice(0, 40) || 'repository'
  );
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function occupied(root: string): LanekeeperError {
  return new LanekeeperError(
    'checkout-failed',
    `${root} appeared while its worktree was about to be made.`,
    'Try again.',
  );
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(0, 500);
}
