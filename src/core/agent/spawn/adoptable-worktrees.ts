import { findExistingWorktree } from '../../checkout/existing-worktree.ts';
import { pathExists } from '../../checkout/free-path.ts';
import { listWorktrees } from '../../checkout/list-worktrees.ts';
import { occupantOf } from './checkout-plan.ts';
import type { EngineContext } from '../context.ts';

/** A worktree that somebody made, and whether an agent may work in it. */
export interface AdoptableWorktree {
  /** Its top, absolute. */
  readonly path: string;
  /** Null with a detached HEAD. */
  readonly branch: string | null;
  /** Why no agent can be spawned in it at this moment, as the end of a sentence; null when one can. */
  readonly obstacle: string | null;
}

/**
 * The worktrees of a workspace's repository beside its main one, as git lists them; none where there is no repository.
 *
 * @throws LanekeeperError toolchain-missing without git
 */
export async function listAdoptable(
  { store, environment }: Pick<EngineContext, 'store' | 'environment'>,
  workspace: string,
  signal?: AbortSignal,
): Promise<AdoptableWorktree[]> {
  const options = { environment, signal };
  const [, ...linked] = await listWorktrees({ cwd: workspace, ...options });
  const found: AdoptableWorktree[] = [];
  for (const { path, branch, prunable } of linked) {
    // One that is gone is only a record, and nothing to choose.
    if (prunable !== null || !(await pathExists(path))) continue;
    const worktree = await findExistingWorktree(path, options);
    if (!worktree) continue;
    const occupant = occupantOf(store, worktree.root);
    const obstacle =
      occupant !== null
        ? `agent "${occupant}" works in it`
        : worktree.isAgents
          ? 'Lanekeeper made it for another agent'
          : null;
    found.push({ path: worktree.root, branch, obstacle });
  }
  return found;
}
