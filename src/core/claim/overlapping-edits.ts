import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import type { Agent } from '../agent/agent.ts';
import { git, gitLine } from '../checkout/git.ts';
import { listWorktrees } from '../checkout/list-worktrees.ts';

/** A file that more than one worktree of a repository has changed since they parted: a merge conflict in the making. */
export interface OverlappingEdit {
  /** Relative to the top of the worktrees. */
  readonly path: string;
  readonly worktrees: readonly EditingWorktree[];
}

export interface EditingWorktree {
  /** Absolute and real. */
  readonly path: string;
  /** The agents that work in it, by id. */
  readonly agents: readonly string[];
}

/**
 * Looks at what each worktree of a repository has changed, committed or not, against where it parted from the main one.
 * None where there is no repository or only one worktree. Takes no lock of git's.
 *
 * @param folder anywhere in the repository, absolute
 */
export async function findOverlappingEdits(
  folder: string,
  agents: readonly Agent[],
  environment: NodeJS.ProcessEnv,
): Promise<OverlappingEdit[]> {
  const listed = await listWorktrees({ cwd: folder, environment });
  const places = listed.filter(({ isBare, path }) => !isBare && existsSync(path));
  const [main] = places;
  if (!main || places.length < 2) return [];
  const base = await gitLine(['rev-parse', 'HEAD'], { cwd: main.path, environment });
  if (base === null) return [];
  const editors = new Map<string, EditingWorktree[]>();
  for (const { path } of places) {
    const place = await realpath(path);
    const worktree = {
      path: place,
      agents: agents.filter((agent) => isIn(agent.path, place)).map(({ id }) => id),
    };
    for (const file of await changedFiles(path, base, environment)) {
      editors.set(file, [...(editors.get(file) ?? []), worktree]);
    }
  }
  return [...editors]
    .filter(([, worktrees]) => worktrees.length > 1)
    .map(([path, worktrees]) => ({ path, worktrees }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files changed since the worktree parted from `base`, committed or not, with those that git does not know yet. */
async function changedFiles(
  cwd: string,
  base: string,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const parted = (await gitLine(['merge-base', 'HEAD', base], { cwd, environment })) ?? base;
  const asked = await Promise.all([
    git(['diff', '--name-only', '-z', '--no-renames', parted, '--'], { cwd, environment }),
    git(['ls-files', '-z', '--others', '--exclude-standard', '--full-name'], { cwd, environment }),
  ]);
  return asked.flatMap(({ stdout }) => stdout.toString('utf8').split('\0').filter(Boolean));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
