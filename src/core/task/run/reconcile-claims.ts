import { z } from 'zod';
import { isLive } from '../../agent/agent-status.ts';
import { readAgent } from '../../agent/registry.ts';
import { closeAllContention } from '../../contention/registry.ts';
import { isAlive } from '../../process/identity.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { type Claim, readClaims, releaseClaim } from './claim.ts';
import { listRuns, reconcileRuns } from './run-registry.ts';
import { stopMarked } from './task-command.ts';

const checkoutRow = z.object({ checkout: z.string() });

/**
 * Ends what runs have left behind whose process is gone, in every checkout: commands that nobody would hear the end of,
 * claims, and the runs themselves. Whoever runs a task next would do so as well.
 */
export async function reconcileClaims(store: Store, graceMs: number): Promise<void> {
  const checkouts = store
    .all('SELECT checkout FROM task_claims UNION SELECT checkout FROM task_runs WHERE live = 1')
    .map((row) => checkoutRow.parse(row).checkout);
  for (const checkout of checkouts) {
    const lost = [...readClaims(store, checkout).values()].filter(({ owner }) => !isAlive(owner));
    if (lost.length > 0) await giveUp(store, checkout, lost, graceMs);
    await reconcileRuns(store, checkout);
  }
}

async function giveUp(
  store: Store,
  checkout: string,
  lost: readonly Claim[],
  graceMs: number,
): Promise<void> {
  const agents = new Map(listRuns(store, checkout).map(({ id, agent }) => [id, agent]));
  await Promise.all(lost.map(({ uid }) => stopMarked(uid, null, graceMs)));
  await store.write((transaction) => {
    for (const claim of lost) {
      releaseClaim(transaction, claim);
      endWaitsOf(transaction, agents.get(claim.run) ?? null);
    }
  });
}

/** Those of an agent that lives may be of what else it runs, and end with it. */
function endWaitsOf(transaction: Transaction, id: string | null): void {
  const agent = id === null ? null : readAgent(transaction, id);
  if (agent && !isLive(agent.status)) closeAllContention(transaction, agent.id);
}
