import type { Transaction } from '../../store/store.ts';
import { recordResult, touchResult } from '../result/result-store.ts';
import { type Claim, releaseClaim } from './claim.ts';
import type { Finished } from './perform-claimed.ts';
import { type TaskRecord, writeRecord } from './record.ts';
import type { DoneWay, GraphTaskState } from './state.ts';
import { recordHistory } from './task-history.ts';

/** Writes all that is known of a task that has ended, and gives its claim up, at once. */
export function recordFinished(
  transaction: Transaction,
  checkout: string,
  claim: Claim,
  finished: Exclude<Finished, { readonly kind: 'cancelled' }>,
): void {
  const { record, prepared, how, result, peakBytes } = finished;
  const { fingerprint, milliseconds, attempt, ending } = record;
  writeRecord(transaction, checkout, claim.name, record);
  if (prepared.parts) {
    transaction.run(
      'INSERT OR REPLACE INTO task_fingerprints (checkout, name, parts) VALUES (?, ?, ?)',
      checkout,
      claim.name,
      JSON.stringify(prepared.parts),
    );
  }
  if (how === 'restored' && fingerprint !== null) touchResult(transaction, fingerprint);
  if (how === 'ran' && milliseconds !== null && ending === 'done') {
    recordHistory(transaction, prepared.task, { attempt, milliseconds, peakBytes });
  }
  if (result && fingerprint !== null) recordResult(transaction, fingerprint, result);
  releaseClaim(transaction, claim);
}

export function runningState(): GraphTaskState {
  return { status: 'running', startedAt: new Date().toISOString() };
}

/** Of a task whose command was not run. */
export function failedState(reason: string): GraphTaskState {
  return { status: 'failed', reason, exitCode: null, milliseconds: null, log: null };
}

/** What a record says of where a task stands. */
export function stateOfRecord(record: TaskRecord, how: DoneWay): GraphTaskState {
  const { ending, reason, exitCode, milliseconds, log } = record;
  return ending === 'done'
    ? { status: 'done', how, milliseconds, log }
    : { status: 'failed', reason: reason ?? 'It failed.', exitCode, milliseconds, log };
}

/**
 * Whether a state tells of what another run does or did, and that run, or an earlier one, has put it on show already.
 */
export function isAnothers(state: GraphTaskState, shown: string | undefined): boolean {
  switch (state.status) {
    case 'waiting':
      return state.reason.kind === 'elsewhere';
    case 'done':
      return (state.how === 'fresh' || state.how === 'joined') && shown === 'done';
    case 'running':
    case 'failed':
    case 'cancelled':
    case 'skipped':
      return false;
  }
}
