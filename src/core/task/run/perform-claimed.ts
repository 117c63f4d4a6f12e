import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../result/result-store.ts';
import type { Admission, Candidate, Place } from './admission.ts';
import { backOff } from './attempt.ts';
import { type AttemptEnding, describeEnding } from './attempt-ending.ts';
import type { Claim } from './claim.ts';
import type { Due } from './due-queue.ts';
import type { Prepared } from './examine.ts';
import { perform, type PerformContext, restoreKept } from './perform.ts';
import type { TaskRecord } from './record.ts';

export interface ClaimedTask {
  readonly due: Due;
  readonly claim: Claim;
  /** Null where a kept result is expected to be there. */
  readonly place: Place | null;
  readonly admission: Admission;
  readonly cancel: AbortSignal;
  /** Looks at the inputs anew. */
  readonly again: (prepared: Prepared) => Promise<Prepared>;
  /** It waits to be run again; the words say why. */
  readonly onWait: (why: string) => void;
}

export type Finished =
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'done' | 'failed';
      readonly how: 'ran' | 'restored';
      readonly record: TaskRecord;
      readonly prepared: Prepared;
      readonly result: Result | null;
      readonly peakBytes: number | null;
    };

/** What was looked at longer ago is looked at again before the command starts: it may have waited for its place; ms. */
const recentMs = 2000;

/** A command that was killed for want of memory gets a place for so much more the next time. */
const memoryGrowth = 1.5;

/** How often to ask for a place again that a retry needs; ms. */
const askAgainMs = 100;

/** Does a claimed task to its end: from what is kept, or by its command, as often as it may be tried. */
export async function performClaimed(
  context: PerformContext,
  { due, claim, place: first, admission, cancel, again, onWait }: ClaimedTask,
): Promise<Finished> {
  const { estimate } = due;
  let { prepared } = due;
  let place = first;
  let retries = prepared.task.retries;
  let memoryRetries = 1;
  let memoryFloor = 0;
  try {
    if (performance.now() - prepared.time > recentMs) prepared = await again(prepared);
    const restored = await restoreKept(context, claim, prepared);
    if (restored) {
      const rest = { prepared, result: null, peakBytes: null };
      return { kind: restored.ending, how: 'restored', record: restored, ...rest };
    }
    const { task } = prepared;
    const mayRetry = (ending: AttemptEnding) =>
      retries > 0 || (ending.kind === 'killed' && memoryRetries > 0);
    for (let tries = 1; ; tries += 1) {
      place ??= await waitForPlace(admission, { task, estimate, memoryFloor }, cancel);
      if (place === null) return { kind: 'cancelled' };
      const isLast = (ending: AttemptEnding) => !mayRetry(ending);
      const performance = await perform(context, claim, prepared, {
        cancel,
        place,
        isLast,
      });
      if (performance.kind === 'cancelled') return performance;
      if (performance.kind !== 'again') return { ...performance, how: 'ran' };
      const { ending, peakBytes } = performance;
      place.release();
      place = null;
      if (ending.kind === 'killed' && memoryRetries > 0) {
        memoryRetries -= 1;
        const known = [peakBytes, estimate.peakBytes, task.needs.memoryBytes, memoryFloor];
        memoryFloor = memoryGrowth * Math.max(...known.map((bytes) => bytes ?? 0));
      } else retries -= 1;
      onWait(`${describeEnding(ending)} It is tried again.`);
      if (!(await backOff(tries, cancel))) return { kind: 'cancelled' };
    }
  } finally {
    place?.release();
  }
}

/** Null when it was cancelled meanwhile. */
async function waitForPlace(
  admission: Admission,
  candidate: Candidate,
  cancel: AbortSignal,
): Promise<Place | null> {
  while (!cancel.aborted) {
    const [verdict] = await admission.admit([candidate]);
    if (verdict?.kind === 'admitted') return verdict.place;
    await delay(askAgainMs, undefined, { signal: cancel }).catch(() => undefined);
  }
  admission.leave(candidate.task.name);
  return null;
}
