import { z } from 'zod';
import type { Store, Transaction } from '../store/store.ts';
import type { ReasonCount } from './miss-reasons.ts';

/** Hits and misses of one agent's tool, and why it missed or never caches. */
export interface CacheCount {
  readonly cache: string;
  readonly hits: number;
  readonly misses: number;
  readonly reasons: readonly ReasonCount[];
}

/** Counts older than this are dropped; ms. The widest window that can be set is as wide. */
const kept = 7 * 24 * 3600 * 1000;

export function insertCacheCounts(
  transaction: Transaction,
  agent: string,
  counts: readonly CacheCount[],
): void {
  const now = Date.now();
  for (const { cache, hits, misses, reasons } of counts) {
    transaction.run(
      'INSERT INTO cache_counts (cache, time, agent, hits, misses) VALUES (?, ?, ?, ?, ?)',
      cache,
      now,
      agent,
      hits,
      misses,
    );
    for (const { reason, count } of reasons) {
      transaction.run(
        'INSERT INTO cache_reasons (cache, time, agent, reason, count) VALUES (?, ?, ?, ?, ?)',
        cache,
        now,
        agent,
        reason,
        count,
      );
    }
    transaction.emit({ type: 'cache-counted', agent, cache });
  }
  transaction.run('DELETE FROM cache_counts WHERE time < ?', now - kept);
  transaction.run('DELETE FROM cache_reasons WHERE time < ?', now - kept);
}

/** What one agent looked up in one cache. */
export interface AgentCacheCount extends CacheCount {
  readonly agent: string;
}

const countRow = z.object({
  cache: z.string(),
  agent: z.string(),
  hits: z.number(),
  misses: z.number(),
});

const reasonRow = z.object({
  cache: z.string(),
  agent: z.string(),
  reason: z.string(),
  count: z.number(),
});

/** What each agent's tools told since `since` (ms since the epoch), summed up by cache and agent. */
export function sumCacheCounts(store: Pick<Store, 'all'>, since: number): AgentCacheCount[] {
  const reasons = store
    .all(
      'SELECT cache, agent, reason, sum(count) AS count FROM cache_reasons WHERE time >= ? GROUP BY cache, agent, reason',
      since,
    )
    .map((row) => reasonRow.parse(row));
  return store
    .all(
      'SELECT cache, agent, sum(hits) AS hits, sum(misses) AS misses FROM cache_counts WHERE time >= ? GROUP BY cache, agent',
      since,
    )
    .map((row) => countRow.parse(row))
    .map((count) => ({
      ...count,
      reasons: reasons
        .filter(({ cache, agent }) => cache === count.cache && agent === count.agent)
        .map(({ reason, count: times }) => ({ reason, count: times })),
    }));
}
