import { realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  type ExistingWorktree,
  findExistingWorktree,
  requireExistingWorktree,
  unfit,
} from '../../checkout/existing-worktree.ts';
import { pathExists } from '../../checkout/free-path.ts';
import { gitLine } from '../../checkout/git.ts';
import { LanekeeperError } from '../../error.ts';
import type { CheckoutOrigin } from '../../setup/settings-source.ts';
import type { Store } from '../../store/store.ts';
import type { CheckoutKind } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { listLiveAgents } from '../registry.ts';

/** How an agent will come to its checkout; decided before anything is made. */
export interface CheckoutPlan {
  readonly checkout: CheckoutKind;
  readonly origin: CheckoutOrigin;
  /** The worktree to work in, where the origin is `adopted`. */
  readonly existing: { readonly worktree: ExistingWorktree; readonly path: string } | null;
}

export interface CheckoutRequest {
  readonly workspace: string;
  readonly checkout?: CheckoutKind;
  /** A folder in a worktree that exists, absolute. */
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/**
 * Decides where an agent works. A worktree that exists is adopted when the user names it, or when the workspace itself
 * is one that no agent works in: who opened it made it for this. One that Lanekeeper made for an agent is that agent's.
 *
 * @throws LanekeeperError usage, checkout-failed, directory-missing, toolchain-missing
 */
export async function planCheckout(
  { store, environment }: Pick<EngineContext, 'store' | 'environment'>,
  { workspace, checkout, path: named, signal }: CheckoutRequest,
): Promise<CheckoutPlan> {
  const options = { environment, signal };
  if (named !== undefined) {
    if (checkout === 'shared') {
      throw new LanekeeperError(
        'usage',
        'A shared checkout is the workspace itself, and has no other path.',
        'Leave out --path, or say --checkout worktree.',
      );
    }
    const worktree = await requireExistingWorktree(named, workspace, options);
    const place = await realpath(named);
    const below =
      place === worktree.root ? await counterpart(worktree.root, workspace, options) : place;
    return { checkout: 'worktree', origin: 'adopted', existing: { worktree, path: below } };
  }
  if (checkout !== 'worktree') return { checkout: 'shared', origin: 'shared', existing: null };
  const own = await findExistingWorktree(workspace, options);
  if (own && !own.isAgents && occupantOf(store, own.root) === null) {
    return { checkout, origin: 'adopted', existing: { worktree: own, path: workspace } };
  }
  return { checkout, origin: 'worktree', existing: null };
}

/**
 * Refuses a worktree that a live agent works in. Called again in the transaction that reserves the agent, since two
 * may want the same one.
 *
 * @throws LanekeeperError checkout-failed
 */
export function requireUnoccupied(store: Pick<Store, 'all'>, { existing }: CheckoutPlan): void {
  if (!existing) return;
  const occupant = occupantOf(store, existing.worktree.root);
  if (occupant !== null) throw unfit(existing.worktree.root, `agent "${occupant}" works in it`);
}

/** The live agent that works in a worktree; null when none does. */
export function occupantOf(store: Pick<Store, 'all'>, root: string): string | null {
  const agent = listLiveAgents(store).find(
    (each) =>
      each.checkout === 'worktree' && (each.path === root || each.path.startsWith(root + path.sep)),
  );
  return agent?.id ?? null;
}

/** The folder in a worktree that the workspace is in its own checkout, where the worktree has it. */
async function counterpart(
  root: string,
  workspace: string,
  options: { readonly environment: NodeJS.ProcessEnv; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const prefix = await gitLine(['rev-parse', '--show-prefix'], { cwd: workspace, ...options });
  const place = path.join(root, prefix ?? '');
  return (await pathExists(place)) ? path.resolve(place) : root;
}
