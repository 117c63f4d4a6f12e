import { currentIdentity } from '../../process/identity.ts';
import { touchResult } from '../result/result-store.ts';
import { type ClaimOutcome, claimTask } from './claim.ts';
import type { Due } from './due-queue.ts';
import { runningState } from './record-finished.ts';
import type { Recorder } from './recorder.ts';
import type { TaskRun } from './run-registry.ts';

/**
 * Claims tasks for a run, all in one transaction with what else is to be written. A kept result counts as used from the
 * moment that its task is claimed, so that clean-up takes it last.
 */
export async function claimDue(
  recorder: Recorder,
  { id: run, checkout }: Pick<TaskRun, 'id' | 'checkout'>,
  wishes: readonly Due[],
): Promise<ReadonlyMap<Due, ClaimOutcome>> {
  const owner = currentIdentity();
  const outcomes = await recorder.flush((transaction, tell) =>
    wishes.map((due) => {
      const { name, prepared, isKept } = due;
      const wish = { checkout, name, run, seen: prepared.seen };
      const outcome = claimTask(transaction, wish, owner);
      if (outcome.kind === 'claimed') {
        tell(name, runningState());
        if (isKept && prepared.fingerprint) touchResult(transaction, prepared.fingerprint);
      }
      return [due, outcome] as const;
    }),
  );
  return new Map(outcomes);
}
