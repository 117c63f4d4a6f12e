import { LanekeeperError } from '../error.ts';
import type { AgentCacheCount } from './counts.ts';
import {
  type CacheProbe,
  type Counting,
  type Explanation,
  type ProbeContext,
  type ProbeResult,
  unavailable,
} from './probe.ts';
import { cacheProbes } from './probes.ts';
import {
  agentLookups,
  type CacheReport,
  type CachesReport,
  type HitCounts,
  hitRate,
  sumReasons,
} from './report.ts';
import type { DirectorySizes } from './size.ts';
import { ToolAnswers } from './tool-answers.ts';
import { homeDirectory } from './user-directory.ts';
import { type CacheSnapshot, countWithin, isWorthKeeping } from './window.ts';

export interface ProbeCachesOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The checkout whose turbo cache is meant; null or absent for none. */
  readonly workspace?: string | null;
  readonly windowMinutes: number;
  /** Milliseconds since the epoch; absent: the present. */
  readonly now?: number;
  /** What earlier calls gave as `snapshots`, at least from `forgetBefore(now, window)` on. */
  readonly snapshots: readonly CacheSnapshot[];
  /** What each agent's tools told of the window (`sumCacheCounts`). */
  readonly observed: readonly AgentCacheCount[];
  /** Absent: no sizes are measured. */
  readonly sizes?: DirectorySizes;
  /**
   * `counters`: asks only the tools that count themselves. Of the others the report has what agents' tools told of, and
   * says that they were not asked; asking npm and pip alone takes a second.
   */
  readonly asked?: 'all' | 'counters';
  /** Kept between calls, it spares asking for what seldom changes; `forget()` it to refresh. */
  readonly answers?: ToolAnswers;
  /** How long one cache may take before it is reported as not answering, its size included. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface ProbedCaches {
  readonly report: CachesReport;
  /** To be stored in addition to those given. */
  readonly snapshots: readonly CacheSnapshot[];
}

/**
 * Looks at all caches at the same time. A cache that does not answer, or whose probe fails, is reported so and holds up
 * no other. Throws `interrupted` when `signal` fires.
 */
export async function probeCaches(options: ProbeCachesOptions): Promise<ProbedCaches> {
  const { signal } = options;
  if (signal?.aborted) throw interrupted();
  const home = homeDirectory(options.environment);
  const deadlineMs = options.deadlineMs ?? 8000;
  const ending = new AbortController();
  const context: ProbeContext = {
    environment: options.environment,
    home,
    workspace: options.workspace ?? null,
    // A tool is given up before its probe, so that the reason can name what it was that hung.
    answers: options.answers ?? new ToolAnswers(options.environment, home, deadlineMs / 2),
    signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
  };
  try {
    const probed = await Promise.all(
      cacheProbes.map((probe) => probeOne(probe, context, options, deadlineMs)),
    );
    if (signal?.aborted) throw interrupted();
    const reports = probed.map(({ report }) => report);
    return {
      report: { caches: reports, hitRate: overallHitRate(reports) },
      snapshots: probed.flatMap(({ snapshot }) => (snapshot === null ? [] : [snapshot])),
    };
  } finally {
    // Ends whatever a probe that was given up still has running.
    ending.abort();
  }
}

/** Hits over lookups of all caches whose lookups are known; null when nothing was looked up. */
export function overallHitRate(
  caches: readonly { readonly hits: number | null; readonly misses: number | null }[],
): number | null {
  return hitRate(
    caches.reduce<HitCounts>(
      (sum, { hits, misses }) =>
        hits === null || misses === null
          ? sum
          : { hits: sum.hits + hits, misses: sum.misses + misses },
      { hits: 0, misses: 0 },
    ),
  );
}

interface Probed {
  readonly report: CacheReport;
  readonly snapshot: CacheSnapshot | null;
}

async function probeOne(
  probe: CacheProbe,
  context: ProbeContext,
  options: ProbeCachesOptions,
  deadlineMs: number,
): Promise<Probed> {
  const { name, ecosystem, counting } = probe;
  const timer = deadline(deadlineMs);
  try {
    const isAsked = options.asked !== 'counters' || counting.by === 'counters';
    const result = isAsked
      ? ((await Promise.race([settle(probe, context), timer.late])) ?? late(name, deadlineMs))
      : unavailable(`${name} was not asked.`, 'See "lanekeeper caches".');
    const now = options.now ?? Date.now();
    const snapshot = result.counters && { time: now, cache: name, ...result.counters };
    const counted = count(result.available, counting, snapshot, name, now, options);
    const bytes = await Promise.race([measure(result, options.sizes), timer.late]);
    const explanation = result.explanation ?? counted.explanation;
    const windowMs = options.windowMinutes * 60_000;
    return {
      report: {
        name,
        ecosystem,
        available: result.available,
        reason: explanation?.reason ?? null,
        cure: explanation?.cure ?? null,
        location: result.location,
        bytes: bytes ?? null,
        limit: result.limit,
        hits: counted.counts?.hits ?? null,
        misses: counted.counts?.misses ?? null,
        hitRate: counted.counts && hitRate(counted.counts),
        total: result.counters,
        uncacheable: result.uncacheable,
        ...lookups(options.observed.filter((each) => each.cache === name)),
        version: result.version,
      },
      snapshot: snapshot && isWorthKeeping(snapshot, options.snapshots, windowMs) ? snapshot : null,
    };
  } finally {
    timer.clear();
  }
}

/** A probe that throws has met something that its author did not foresee: that is told, and the others go on. */
async function settle(probe: CacheProbe, context: ProbeContext): Promise<ProbeResult> {
  try {
    return await probe.probe(context);
  } catch (fault) {
    return unavailable(
      `Looking at ${probe.name} failed: ${fault instanceof Error ? fault.message : String(fault)}`,
      'Please report this with the log.',
    );
  }
}

interface Counted {
  readonly counts: HitCounts | null;
  readonly explanation: Explanation | null;
}

const unknown: Counted = { counts: null, explanation: null };

/** What agents' tools told of is known whether or not the tool can be found from here. */
function count(
  isAvailable: boolean,
  counting: Counting,
  snapshot: CacheSnapshot | null,
  cache: string,
  now: number,
  options: ProbeCachesOptions,
): Counted {
  const windowMs = options.windowMinutes * 60_000;
  if (counting.by === 'output') {
    const counts = options.observed.filter((each) => each.cache === cache);
    if (counts.length > 0)
      return { counts: counts.reduce<HitCounts>(added, { hits: 0, misses: 0 }), explanation: null };
    if (!isAvailable) return unknown;
    return counting.silence
      ? { counts: null, explanation: counting.silence }
      : { counts: { hits: 0, misses: 0 }, explanation: null };
  }
  if (!isAvailable || snapshot === null) return unknown;
  const counts = countWithin([...options.snapshots, snapshot], cache, now, windowMs);
  return { counts, explanation: counts === null ? firstLook : null };
}

function added(a: HitCounts, b: HitCounts): HitCounts {
  return { hits: a.hits + b.hits, misses: a.misses + b.misses };
}

function lookups(observed: readonly AgentCacheCount[]): Pick<CacheReport, 'reasons' | 'agents'> {
  return {
    reasons: sumReasons(observed.flatMap((each) => each.reasons)),
    agents: observed.map((each) => agentLookups(each)),
  };
}

const firstLook: Explanation = {
  reason:
    'This is the first look at its counters in a while, so hits are known from the next look on.',
  cure: 'Look again after the next build.',
};

async function measure(
  { directory }: ProbeResult,
  sizes: DirectorySizes | undefined,
): Promise<number | null> {
  if (directory === null || sizes === undefined) return null;
  try {
    return (await sizes.measure(directory)).bytes;
  } catch {
    // Stopped by the disposal of `sizes`, the only way in which measuring fails.
    return null;
  }
}

function late(name: string, deadlineMs: number): ProbeResult {
  return unavailable(
    `${name} did not answer within ${deadlineMs / 1000} s.`,
    'Look again when the machine is less busy.',
  );
}

function deadline(milliseconds: number): { late: Promise<null>; clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    resolve(null);
  }, milliseconds);
  return {
    late: promise,
    clear: () => {
      clearTimeout(timer);
    },
  };
}

function interrupted(): LanekeeperError {
  return new LanekeeperError(
    'interrupted',
    'Looking at the caches was interrupted.',
    'Look again.',
  );
}
