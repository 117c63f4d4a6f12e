import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import type { Location } from '../../../src/core/location.ts';
import { owner, writeBelow } from './owned.ts';

/** Runs git as nobody in particular, whatever the machine's configuration says. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    },
  });
}

/** A repository with one commit of `src/main.rs` and a `.gitignore` that ignores `target/` and `*.log`. */
export function makeRepository(directory: string): string {
  const repository = path.join(directory, 'repository');
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  writeBelow(repository, 'src/main.rs');
  writeFileSync(path.join(repository, '.gitignore'), 'target/\n*.log\n');
  commitAll(repository, 'first');
  return realpathSync(repository);
}

export function commitAll(directory: string, message: string): void {
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', `--message=${message}`);
}

/** A worktree of the owner's, on a branch of its own. */
export async function addWorktree(location: Location, repository: string): Promise<OwnedRoot> {
  const { agent, uid } = owner;
  const place = path.join(location.worktrees, 'repository-0a1b2c3d', agent);
  git(repository, 'worktree', 'add', '--quiet', '--no-track', '-b', `lanekeeper/${agent}`, place);
  return createOwnedRoot('worktree', place, uid, agent);
}
