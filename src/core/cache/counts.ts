import { z } from 'zod';
import type { Store, Transaction } from '../store/store.ts';

/** Hits and misses that an agent's tool told of in its output. */
export interface CacheCount {
  readonly cache: string;
  readonly hits: number;
  readonly misses: number;
}

/** Counts older than this are dropped; ms. The widest window that can be set is as wide. */
const kept = 7 * 24 * 3600 * 1000;

export function insertCacheCounts(
  transaction: Transaction,
  agent: string,
  counts: readonly CacheCount[],
): void {
  const now = Date.now();
  for (const { cache, hits, misses } of counts) {
    transaction.run(
      'INSERT INTO cache_counts (cache, time, agent, hits, misses) VALUES (?, ?, ?, ?, ?)',
      cache,
      now,
      agent,
      hits,
      misses,
    );
    transaction.emit({ type: 'cache-counted', agent, cache });
  }
  transaction.run('DELETE FROM cache_counts WHERE time < ?', now - kept);
}

const countRow = z.object({ cache: z.string(), hits: z.number(), misses: z.number() });

/** What all agents' tools told since `since` (ms since the epoch), summed up by cache. */
export function sumCacheCounts(store: Pick<Store, 'all'>, since: number): CacheCount[] {
  return store
    .all(
      'SELECT cache, sum(hits) AS hits, sum(misses) AS misses FROM cache_counts WHERE time >= ? GROUP BY cache',
      since,
    )
    .map((row) => countRow.parse(row));
}
