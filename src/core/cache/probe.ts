import type { CacheReport, HitCounts } from './report.ts';
import type { ToolAnswers } from './tool-answers.ts';

/**
 * One shared cache: how to find it, and how its hits are counted. A cache is one file in `probes/` and one line in
 * `probes.ts`.
 */
export interface CacheProbe {
  readonly name: string;
  readonly ecosystem: CacheReport['ecosystem'];
  readonly counting: Counting;
  /** Looks, and changes nothing: starts no server, creates no directory, asks no network. */
  probe(context: ProbeContext): Promise<ProbeResult>;
}

/** Either the tool keeps counters that only grow, or its lookups are read from what it prints to an agent's log. */
export type Counting =
  | { readonly by: 'counters' }
  | {
      readonly by: 'output';
      /** Why each of its misses is one, see `miss-reasons.ts`. */
      readonly missReason: string;
      /** A reader for one stream of output: readers remember earlier lines. */
      readonly createReader: () => OutputReader;
      /** Set for a tool that does not always print its lookups: silence then means "not known", not "none". */
      readonly silence: Explanation | null;
    };

/** Reads one whole line of plain text, without its line end; null if it counts nothing. */
export type OutputReader = (line: string) => HitCounts | null;

/** Both as whole sentences, fit to show. */
export interface Explanation {
  readonly reason: string;
  readonly cure: string;
}

export interface ProbeContext {
  readonly environment: NodeJS.ProcessEnv;
  /** The user's home directory, in which tools are asked, so that no project's settings or toolchain file answers. */
  readonly home: string;
  /** The checkout, for caches that lie in it. Nothing of it is run. */
  readonly workspace: string | null;
  readonly answers: ToolAnswers;
  readonly signal: AbortSignal;
}

/** What a probe found. Sizes in bytes; null = not known. */
export interface ProbeResult {
  readonly available: boolean;
  readonly explanation: Explanation | null;
  readonly location: string | null;
  /** The directory to measure; null when nothing lies on a local disk. */
  readonly directory: string | null;
  /** How large the tool lets the cache grow; null also where it sets no limit. */
  readonly limit: number | null;
  readonly version: string | null;
  /** The tool's cumulative counters; null when it keeps none or they cannot be read. */
  readonly counters: HitCounts | null;
  readonly uncacheable: Readonly<Record<string, number>>;
}

const nothing = {
  location: null,
  directory: null,
  limit: null,
  version: null,
  counters: null,
  uncacheable: {},
} as const;

/** A cache that cannot be used, and why. What is known all the same can be given as `facts`. */
export function unavailable(
  reason: string,
  cure: string,
  facts: Partial<Omit<ProbeResult, 'available' | 'explanation'>> = {},
): ProbeResult {
  return { ...nothing, ...facts, available: false, explanation: { reason, cure } };
}

/** A cache in use. `explanation` says why it cannot be counted, if so. */
export function available(facts: Partial<Omit<ProbeResult, 'available'>>): ProbeResult {
  return { ...nothing, explanation: null, ...facts, available: true };
}
