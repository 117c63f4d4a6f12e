import type { AgentCacheCount } from './counts.ts';
import { type ReasonCount, sortedReasons } from './miss-reasons.ts';

/** Lookups of a cache that found the thing and that did not. */
export interface HitCounts {
  readonly hits: number;
  readonly misses: number;
}

/**
 * What one shared cache looks like. Rates are 0–1, sizes bytes, null = not known. `hits` and `misses` count lookups in
 * the observation window; `misses` leaves out what a tool can never cache (shown apart in `uncacheable`).
 */
export interface CacheReport {
  readonly name: string;
  readonly ecosystem: 'rust' | 'python' | 'node' | 'native';
  readonly available: boolean;
  /** Why the cache cannot be used or counted; null when all is well. */
  readonly reason: string | null;
  /** What to do about `reason`; null when there is none. */
  readonly cure: string | null;
  /** A directory, or for a remote store the tool's own words for it. */
  readonly location: string | null;
  readonly bytes: number | null;
  /** How large the tool lets it grow; null also where it sets no limit. */
  readonly limit: number | null;
  readonly hits: number | null;
  readonly misses: number | null;
  readonly hitRate: number | null;
  /** What the tool itself counted since its own counters began; null for tools that keep none. */
  readonly total: HitCounts | null;
  /** Lookups the tool refuses to cache, by the tool's own reason, since its own counters began. */
  readonly uncacheable: Readonly<Record<string, number>>;
  /** Why lookups missed in the window, and why compilations were never cached; most frequent first. */
  readonly reasons: readonly ReasonCount[];
  /** What each agent looked up in the window; empty where none did, or where the tool does not tell agents apart. */
  readonly agents: readonly AgentLookups[];
  readonly version: string | null;
}

/** What one agent looked up in one cache. */
export interface AgentLookups extends HitCounts {
  readonly agent: string;
  readonly hitRate: number | null;
  readonly reasons: readonly ReasonCount[];
}

/** All caches, and the hit rate over all of them (0–1), null when nothing was looked up. */
export interface CachesReport {
  readonly caches: readonly CacheReport[];
  readonly hitRate: number | null;
}

/** Hits over lookups (0–1); null when nothing was looked up. */
export function hitRate({ hits, misses }: HitCounts): number | null {
  return hits + misses > 0 ? hits / (hits + misses) : null;
}

/** The same reasons counted together. */
export function sumReasons(reasons: readonly ReasonCount[]): ReasonCount[] {
  const sums = new Map<string, number>();
  for (const { reason, count } of reasons) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return sortedReasons([...sums].map(([reason, count]) => ({ reason, count })));
}

export function agentLookups(count: AgentCacheCount): AgentLookups {
  const { agent, hits, misses, reasons } = count;
  return { agent, hits, misses, hitRate: hitRate(count), reasons: sortedReasons(reasons) };
}
