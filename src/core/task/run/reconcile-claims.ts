import { z } from 'zod';
import { isAlive } from '../../process/identity.ts';
import type { Store } from '../../store/store.ts';
import { type Claim, readClaims, releaseClaim } from './claim.ts';
import { reconcileRuns } from './run-registry.ts';
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
    const claims = [...readClaims(store, checkout).values()];
    await giveUp(
      store,
      claims.filter(({ owner }) => !isAlive(owner)),
      graceMs,
    );
    await reconcileRuns(store, checkout);
  }
}

async function giveUp(store: Store, lost: readonly Claim[], graceMs: number): Promise<void> {
  if (lost.length === 0) return;
  await Promise.all(lost.map(({ uid }) => stopMarked(uid, null, graceMs)));
  await store.write((transaction) => {
    for (const claim of lost) releaseClaim(transaction, claim);
  });
}
