import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { markerName } from '../artifact/marker-file.ts';
import { LanekeeperError } from '../error.ts';
import { pathExists } from './free-path.ts';
import { gitLine, type GitOptions, revParse } from './git.ts';

/** A worktree that somebody made with `git worktree add`. Paths absolute and real. */
export interface ExistingWorktree {
  readonly root: string;
  /** What it shares with the other worktrees of its repository. */
  readonly commonDirectory: string;
  /** Null with a detached HEAD. */
  readonly branch: string | null;
  /** Whether Lanekeeper made it for an agent, and so removes it with that agent. */
  readonly isAgents: boolean;
}

/**
 * The linked worktree that a directory lies in; null in a main checkout, a submodule, a bare repository and outside of
 * repositories.
 *
 * @throws LanekeeperError toolchain-missing without git
 */
export async function findExistingWorktree(
  directory: string,
  options: Omit<GitOptions, 'cwd'>,
): Promise<ExistingWorktree | null> {
  const place = { cwd: directory, ...options };
  const [isInside, up = '', own = '', common = ''] =
    (await revParse(
      ['--is-inside-work-tree', '--show-cdup', '--git-dir', '--git-common-dir'],
      place,
    )) ?? [];
  if (isInside !== 'true') return null;
  const gitDirectory = await realpath(path.resolve(directory, own));
  const commonDirectory = await realpath(path.resolve(directory, common));
  if (gitDirectory === commonDirectory) return null;
  return {
    root: await realpath(path.resolve(directory, up)),
    commonDirectory,
    branch: await gitLine(['symbolic-ref', '--quiet', '--short', 'HEAD'], place),
    isAgents: await pathExists(path.join(gitDirectory, markerName)),
  };
}

/**
 * The worktree that the user named, fit to be worked in.
 *
 * @param workspace the folder the agent is spawned for, whose repository the worktree must be of
 * @throws LanekeeperError checkout-failed with the reason, directory-missing, toolchain-missing
 */
export async function requireExistingWorktree(
  directory: string,
  workspace: string,
  options: Omit<GitOptions, 'cwd'>,
): Promise<ExistingWorktree> {
  if (!(await pathExists(directory))) {
    throw new LanekeeperError(
      'directory-missing',
      `There is no folder ${directory}.`,
      'Make the worktree first with "git worktree add", or leave out --path to get one made.',
    );
  }
  const worktree = await findExistingWorktree(directory, options);
  if (!worktree) {
    throw unfit(directory, 'it is not in a worktree that was made with "git worktree add"');
  }
  if (worktree.isAgents) throw unfit(directory, 'Lanekeeper made it for another agent');
  const place = { cwd: workspace, ...options };
  const common = await gitLine(['rev-parse', '--git-common-dir'], place);
  if (
    common === null ||
    (await realpath(path.resolve(workspace, common))) !== worktree.commonDirectory
  ) {
    throw unfit(directory, `it is not of the repository that ${workspace} is in`);
  }
  return worktree;
}

export function unfit(directory: string, reason: string): LanekeeperError {
  return new LanekeeperError(
    'checkout-failed',
    `${directory} cannot be the agent's checkout: ${reason}.`,
    'Name another worktree ("git worktree list" shows them), or leave out --path to get one made.',
  );
}
