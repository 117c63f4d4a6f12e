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
  readonly version: string | null;
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
