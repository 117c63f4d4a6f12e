import type { HitCounts } from './report.ts';

/** A tool's cumulative counters at one moment; `time` in milliseconds since the epoch. */
export interface CacheSnapshot extends HitCounts {
  readonly time: number;
  readonly cache: string;
}

/**
 * Two processes that read the counters at about the same moment may stamp their readings in the wrong order. A fall of
 * the counters within this time is taken for that; any other fall means that the tool began to count anew.
 */
const disorderMs = 10_000;

/**
 * The lookups between the start of the window and the last snapshot. Starts from the last snapshot before the window,
 * provided that it is not older than another window length: what happened since an older one cannot be placed in time.
 * Null when there is nothing to start from. `snapshots` may be of any caches and in any order.
 */
export function countWithin(
  snapshots: readonly CacheSnapshot[],
  cache: string,
  now: number,
  windowMs: number,
): HitCounts | null {
  const series = inOrder(snapshots, cache, now, windowMs);
  const baseline = series.findLastIndex(({ time }) => time <= now - windowMs);
  const [first, ...rest] = series.slice(Math.max(baseline, 0));
  if (!first || rest.length === 0) return null;

  let hits = 0;
  let misses = 0;
  let previous = first;
  for (const snapshot of rest) {
    const hasFallen = snapshot.hits < previous.hits || snapshot.misses < previous.misses;
    if (hasFallen && snapshot.time - previous.time < disorderMs) continue;
    hits += hasFallen ? snapshot.hits : snapshot.hits - previous.hits;
    misses += hasFallen ? snapshot.misses : snapshot.misses - previous.misses;
    previous = snapshot;
  }
  return { hits, misses };
}

/** Whether `taken` has to be kept: it says something that the kept ones do not. */
export function isWorthKeeping(
  taken: CacheSnapshot,
  snapshots: readonly CacheSnapshot[],
  windowMs: number,
): boolean {
  const last = inOrder(snapshots, taken.cache, taken.time, windowMs).at(-1);
  if (last?.hits !== taken.hits || last.misses !== taken.misses) return true;
  // Unchanged counters are written down now and then, so that there is always a recent one to start from.
  return taken.time - last.time >= windowMs / 8;
}

/** Snapshots before this time (milliseconds since the epoch) are of no use any more. */
export function forgetBefore(now: number, windowMs: number): number {
  return now - 2 * windowMs;
}

function inOrder(
  snapshots: readonly CacheSnapshot[],
  cache: string,
  now: number,
  windowMs: number,
): CacheSnapshot[] {
  const oldest = forgetBefore(now, windowMs);
  return snapshots
    .filter((each) => each.cache === cache && each.time >= oldest && each.time <= now)
    .sort((a, b) => a.time - b.time);
}
