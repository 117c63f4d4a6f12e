import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import { git, gitLine, revParse } from './git.ts';

/** The git repository that a workspace lies in, able to give worktrees. Paths absolute and real. */
export interface Repository {
  /** The top of the working tree that the workspace is part of. */
  readonly top: string;
  /** What all its worktrees share: `.git` of the main one. */
  readonly commonDirectory: string;
  /** From the top to the workspace, with `/` between the parts; empty when they are the same. */
  readonly prefix: string;
  /** The commit that HEAD is at: a full object name. */
  readonly commit: string;
}

export interface RepositoryOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads what a worktree is made from. A detached HEAD is as good as a branch.
 *
 * @throws LanekeeperError `checkout-failed` with the reason: no repository, a bare one, no commit yet, a folder without
 *   committed files; `toolchain-missing` without git
 */
export async function readRepository(
  workspace: string,
  options: RepositoryOptions,
): Promise<Repository> {
  const place = { cwd: workspace, ...options };
  const answers = await revParse(
    ['--is-inside-work-tree', '--show-cdup', '--show-prefix', '--git-common-dir'],
    place,
  );
  if (!answers) {
    throw notARepository(workspace, (await git(['rev-parse', '--git-dir'], place)).stderr);
  }
  const [isInside, up = '', below = '', common = ''] = answers;
  if (isInside !== 'true') {
    throw failed(
      `${workspace} is a bare repository or inside a .git folder, and has no files to work on.`,
      'Open a folder that git has checked out, or make one with "git worktree add".',
    );
  }
  const commit = await gitLine(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], place);
  if (commit === null) {
    throw failed(
      `The repository of ${workspace} has no commit yet, so that there is nothing to check out.`,
      'Commit once, or spawn the agent with --checkout shared.',
    );
  }
  const prefix = below.replace(/\/$/, '');
  if (prefix !== '' && (await gitLine(['cat-file', '-t', `HEAD:${prefix}`], place)) !== 'tree') {
    throw failed(
      `${workspace} has no committed files, so that a worktree would not contain it.`,
      'Commit the folder, or spawn the agent with --checkout shared.',
    );
  }
  return {
    top: await realpath(path.resolve(workspace, up)),
    commonDirectory: await realpath(path.resolve(workspace, common)),
    prefix,
    commit,
  };
}

function notARepository(workspace: string, said: string): LanekeeperError {
  if (said.includes('dubious ownership')) {
    return failed(
      `git does not trust ${workspace}, because it belongs to another user.`,
      `If you trust it: git config --global --add safe.directory ${workspace}`,
    );
  }
  if (said.includes('not a git repository')) {
    return failed(
      `${workspace} is not in a git repository.`,
      'Run "git init" and commit, or spawn the agent with --checkout shared.',
    );
  }
  return failed(
    `git cannot read the repository of ${workspace}: ${said.trim()}`,
    'Correct that, or spawn the agent with --checkout shared.',
  );
}

function failed(message: string, cure: string): LanekeeperError {
  return new LanekeeperError('checkout-failed', message, cure);
}
