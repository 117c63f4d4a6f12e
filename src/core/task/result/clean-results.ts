import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Location } from '../../location.ts';
import { releaseLease, takeLease } from '../../store/lease.ts';
import type { Store } from '../../store/store.ts';
import { keptBytes } from './kept-bytes.ts';
import { outputSchema } from './output.ts';

/** How long one clean-up may hold its role; ms. */
const leaseMs = 10 * 60_000;

/** Contents younger than this may belong to a result that is being recorded at this moment; ms. */
const youngMs = 60 * 60_000;

/** How much of the limit is left filled, so that not every run has to clean up after itself. */
const fullness = 0.9;

const lease = 'task-results';

const row = z.object({ fingerprint: z.string(), bytes: z.number() });
const documentRow = z.object({ document: z.string() });
const contents = z.object({
  outputs: z.array(outputSchema),
  log: z.object({ hash: z.string() }).nullable(),
});

/**
 * Where the results take more than the limit, forgets those that were not used for the longest time until the rest
 * takes nine tenths of it, and deletes contents that no result has. What is being put back counts as used at that
 * moment; should it go all the same, its task is run. One process does so at a time; others leave at once. Returns the
 * bytes of what was forgotten.
 */
export async function cleanResults(
  store: Store,
  location: Location,
  limitBytes: number,
): Promise<number> {
  if (keptBytes(store) <= limitBytes) return 0;
  const mayClean = await store.write((transaction) =>
    takeLease(transaction, lease, Date.now() + leaseMs),
  );
  if (!mayClean) return 0;
  try {
    const forgotten = await forgetOldest(store, keptBytes(store) - fullness * limitBytes);
    deleteUnknown(store, path.join(location.results, 'blobs'));
    return forgotten;
  } finally {
    await store.write((transaction) => {
      releaseLease(transaction, lease);
    });
  }
}

/** The rows go first: contents without a row are only a waste, a row without contents would be a lie. */
function forgetOldest(store: Store, excess: number): Promise<number> {
  return store.write((transaction) => {
    let forgotten = 0;
    for (const each of transaction.all(
      'SELECT fingerprint, bytes FROM task_results ORDER BY used',
    )) {
      if (forgotten >= excess) break;
      const { fingerprint, bytes } = row.parse(each);
      transaction.run('DELETE FROM task_results WHERE fingerprint = ?', fingerprint);
      forgotten += bytes;
    }
    return forgotten;
  });
}

function deleteUnknown(store: Store, directory: string): void {
  const known = new Set<string>();
  for (const each of store.all('SELECT document FROM task_results')) {
    const { outputs, log } = contents.parse(JSON.parse(documentRow.parse(each).document));
    for (const { hash } of outputs) known.add(hash);
    if (log) known.add(log.hash);
  }
  // Somebody may have taken it all away.
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    if (known.has(name)) continue;
    const file = path.join(directory, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > youngMs) rmSync(file, { force: true });
  }
}
