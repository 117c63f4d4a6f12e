import { toLanekeeperError } from '../../error.ts';
import { unreachable } from '../../unreachable.ts';
import type { FileIndex } from '../fingerprint/file-index.ts';
import { fingerprintOf } from '../fingerprint/fingerprint.ts';
import { collectOutputs } from '../result/collect-outputs.ts';
import { restoreOutputs } from '../result/restore.ts';
import type { Result, ResultStore } from '../result/result-store.ts';
import { type AttemptOutcome, type AttemptTools, runAttempt } from './attempt.ts';
import { type AttemptEnding, describeEnding } from './attempt-ending.ts';
import type { Place } from './admission.ts';
import type { Claim } from './claim.ts';
import { type Prepared, resultKey } from './examine.ts';
import type { TaskRecord } from './record.ts';
import type { CountedStart, TaskJobs } from './task-jobs.ts';
import { readLog } from './task-log.ts';
import { taskLogPath } from './task-log-path.ts';
import { nestedMarker, taskMarker } from './task-marker.ts';

/** What a claimed task is done with. */
export interface PerformContext {
  readonly checkout: string;
  /** Where logs are kept, absolute. */
  readonly logs: string;
  readonly index: FileIndex;
  readonly results: ResultStore;
  readonly tools: AttemptTools;
  /** Null where commands take no tokens. */
  readonly jobs: TaskJobs | null;
  /** The variables of the contract that tasks run in. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Performance =
  | {
      readonly kind: 'done' | 'failed';
      readonly record: TaskRecord;
      readonly prepared: Prepared;
      /** To be kept; null where it must not be, or is already. */
      readonly result: Result | null;
      readonly peakBytes: number | null;
    }
  | { readonly kind: 'cancelled' }
  /** It may be tried again. */
  | { readonly kind: 'again'; readonly ending: AttemptEnding; readonly peakBytes: number | null };

/**
 * Puts back what a task with this fingerprint made before; null if nothing is kept, or it is not whole. `failed` where
 * there is no place for it.
 */
export async function restoreKept(
  { index, results }: PerformContext,
  claim: Claim,
  prepared: Prepared,
): Promise<TaskRecord | null> {
  const { task, fingerprint } = prepared;
  const key = resultKey(prepared);
  const result = key === null ? null : results.find(key);
  if (!result) return null;
  const { attempt } = claim;
  try {
    if (!(await restoreOutputs(index, results.blobs, task, result.outputs))) return null;
  } catch (thrown) {
    const { message, cure } = toLanekeeperError(thrown);
    const rest = { outputs: [], exitCode: null, milliseconds: null, log: null };
    return { attempt, ending: 'failed', fingerprint, reason: `${message} ${cure}`, ...rest };
  }
  return {
    attempt,
    ending: 'done',
    fingerprint,
    outputs: result.outputs,
    reason: null,
    exitCode: 0,
    milliseconds: result.milliseconds,
    log: result.log && results.blobs.pathOf(result.log.hash),
  };
}

/**
 * Runs the command of a claimed task once.
 *
 * @param part `isLast`: a failure is the task's, and not one to try again after
 */
export async function perform(
  context: PerformContext,
  claim: Claim,
  prepared: Prepared,
  part: {
    readonly cancel: AbortSignal;
    readonly place: Place;
    readonly isLast: (ending: AttemptEnding) => boolean;
  },
): Promise<Performance> {
  const { task } = prepared;
  let outcome: AttemptOutcome | null = null;
  try {
    const run = ({ variables, bind }: CountedStart) =>
      runAttempt(context.tools, {
        task,
        checkout: context.checkout,
        environment: environmentOf(context, prepared, claim, variables),
        uid: claim.uid,
        logPath: taskLogPath(context.logs, claim),
        cancel: part.cancel,
        onStart: bind,
      });
    outcome = context.jobs
      ? await context.jobs.counted(task, part.place, run)
      : await run({ variables: {}, bind: () => undefined });
    const { ending } = outcome;
    switch (ending.kind) {
      case 'succeeded':
        return await succeeded(context, claim, prepared, outcome);
      case 'cancelled':
        return { kind: 'cancelled' };
      case 'failed':
      case 'signalled':
      case 'killed':
      case 'timed-out': {
        if (!part.isLast(ending)) return { kind: 'again', ending, peakBytes: outcome.peakBytes };
        const exitCode = ending.kind === 'failed' ? ending.exitCode : null;
        return failed(claim, prepared, outcome, { reason: describeEnding(ending), exitCode });
      }
      default:
        return unreachable(ending);
    }
  } catch (thrown) {
    const { message, cure } = toLanekeeperError(thrown);
    const why = { reason: `${message} ${cure}`, exitCode: null };
    return failed(claim, prepared, outcome ?? {}, why);
  }
}

function failed(
  { attempt }: Claim,
  prepared: Prepared,
  outcome: Partial<AttemptOutcome>,
  why: Pick<TaskRecord, 'reason' | 'exitCode'>,
): Performance {
  const { milliseconds = null, log = null, peakBytes = null } = outcome;
  const { fingerprint } = prepared;
  const common = { attempt, fingerprint, outputs: [], milliseconds, log };
  const record: TaskRecord = { ...common, ...why, ending: 'failed' };
  return { kind: 'failed', record, prepared, result: null, peakBytes };
}

async function succeeded(
  context: PerformContext,
  claim: Claim,
  prepared: Prepared,
  { milliseconds, log, peakBytes }: AttemptOutcome,
): Promise<Performance> {
  const { index, results, checkout } = context;
  const { task } = prepared;
  const outputs = await collectOutputs(index, task);
  // What it read may have changed meanwhile; what it made is then of neither the old nor the new.
  const fingerprint = await settledFingerprint(context, prepared);
  const result =
    resultKey({ task, fingerprint }) === null
      ? null
      : await results.keep(checkout, { outputs, log: readLog(log), milliseconds });
  const record: TaskRecord = {
    attempt: claim.attempt,
    ending: 'done',
    fingerprint,
    outputs,
    reason: null,
    exitCode: 0,
    milliseconds,
    log,
  };
  return { kind: 'done', record, prepared: { ...prepared, fingerprint }, result, peakBytes };
}

/** The fingerprint if each input is still what it was when the command started. */
async function settledFingerprint(
  { index }: PerformContext,
  { fingerprint, parts }: Prepared,
): Promise<string | null> {
  if (fingerprint === null || parts === null) return null;
  for (const [file, hash] of parts.inputs) {
    const found = index.hash(file);
    const content = found instanceof Promise ? await found : found;
    if (content?.hash !== hash || !content.isSteady) return null;
  }
  return fingerprintOf(parts);
}

function environmentOf(
  { environment }: PerformContext,
  { task }: Prepared,
  { uid }: Claim,
  tokens: Readonly<Record<string, string>>,
): Record<string, string> {
  const marker = nestedMarker(environment, uid);
  return { ...environment, ...tokens, ...task.env, [taskMarker]: marker };
}
