import type { Contention } from '../contention/contention.ts';
import type { TaskDeclaration } from './declaration/declaration.ts';
import type { GraphTaskState } from './run/state.ts';

/** A task of a project and how it stands in a checkout. Times are ISO 8601 UTC. */
export interface GraphTask {
  readonly name: string;
  readonly declaration: TaskDeclaration;
  /** `idle`: nobody has done it in this checkout. */
  readonly status: GraphTaskState['status'] | 'idle';
  readonly state: GraphTaskState | null;
  /** Why it waits, failed or was passed over, as a sentence. */
  readonly reason: string | null;
  /** Of the tasks that it depends on, those that are still to be done in a run that is under way. */
  readonly waitsFor: readonly string[];
  /** The run that it stands so in; null where that is forgotten. */
  readonly run: number | null;
  /** In whose environment it ran or is to run; null for nobody's agent. */
  readonly agent: string | null;
  /** 0–100, as it counts now: declared, given to its run, or raised while it waits. */
  readonly priority: number;
  readonly startedAt: string | null;
  /** What its command took the last time; ms. */
  readonly milliseconds: number | null;
  /** The median of its last runs in all checkouts; ms. */
  readonly expectedMilliseconds: number | null;
  /** While it runs: the part that is over, 0–1; null where it is not known how long it takes. */
  readonly progress: number | null;
  /** What its processes wait for at this moment, as far as the kernel tells. */
  readonly contention: readonly Contention[];
  /** Whether it is done without having been run. */
  readonly cached: boolean;
  /** Of what it was last made from. */
  readonly fingerprint: string | null;
  /** File with what it prints or printed, absolute; one that runs may not have begun to print. */
  readonly log: string | null;
}

/** How much of a task is over at `now` (ms since the epoch). One that takes longer than before is at 1. */
export function progressAt(
  {
    status,
    startedAt,
    expectedMilliseconds,
  }: Pick<GraphTask, 'status' | 'startedAt' | 'expectedMilliseconds'>,
  now = Date.now(),
): number | null {
  if (status !== 'running' || startedAt === null || !expectedMilliseconds) return null;
  return Math.min(1, Math.max(0, (now - Date.parse(startedAt)) / expectedMilliseconds));
}
