import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../checkout/git.ts';

/** Where a folder stands in its repository. */
export interface RepositoryPlace {
  /** What all worktrees share, or the folder itself outside of git; absolute and real. */
  readonly repository: string;
  /** From the top of the worktree to the folder, with `/` between the parts; empty when they are the same. */
  readonly prefix: string;
}

/** Tells worktrees of one repository by what they share (git-rev-parse(1), `--git-common-dir`). */
export async function findRepositoryPlace(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<RepositoryPlace> {
  const asked = await git(['rev-parse', '--git-common-dir', '--show-prefix'], {
    cwd: folder,
    environment,
  });
  const [common = '', prefix = ''] = asked.stdout.toString('utf8').split(/\r?\n/);
  if (asked.exitCode !== 0) return { repository: await realpath(folder), prefix: '' };
  return {
    repository: await realpath(path.resolve(folder, common)),
    prefix: prefix.replace(/\/$/, ''),
  };
}
