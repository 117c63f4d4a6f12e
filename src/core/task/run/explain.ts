import { z } from 'zod';
import { LanekeeperError } from '../../error.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { platformName } from '../../namespace/platform.ts';
import { parseDocument } from '../../store/document.ts';
import type { Store } from '../../store/store.ts';
import { CheckoutFiles } from '../fingerprint/checkout-files.ts';
import {
  describeDifference,
  type Difference,
  differencesBetween,
} from '../fingerprint/difference.ts';
import type { FileIndex } from '../fingerprint/file-index.ts';
import { type FingerprintParts, fingerprintPartsSchema } from '../fingerprint/fingerprint.ts';
import type { PartsContext } from '../fingerprint/task-parts.ts';
import { isIntact } from '../result/restore.ts';
import { ResultStore } from '../result/result-store.ts';
import {
  groupFingerprint,
  prepare,
  type Prepared,
  resultKey,
  upstreamFingerprint,
  upstreamOf,
} from './examine.ts';
import { type TaskRecord, TaskRecords } from './record.ts';
import type { GraphRequest, TaskContext } from './request.ts';

/**
 * What a run would do with a task at this moment. `fresh`: nothing; `kept`: put back what is kept of it; `due`: run its
 * command.
 */
export interface TaskExplanation {
  readonly name: string;
  readonly verdict: 'fresh' | 'kept' | 'due';
  readonly fingerprint: string | null;
  /** Whole sentences; at least one where the verdict is not `fresh`. */
  readonly reasons: readonly string[];
  /** What differs from when it was last done. */
  readonly differences: readonly Difference[];
}

/** Tells why a run would or would not do a task, without doing anything. */
export async function explainTask(
  context: TaskContext,
  request: Pick<GraphRequest, 'checkout' | 'graph' | 'agent' | 'toolchain'>,
  name: string,
): Promise<TaskExplanation> {
  const { store, location, indexes } = context;
  const { checkout, agent, graph, toolchain } = request;
  const index = indexes.open(checkout);
  const parts: PartsContext = {
    files: new CheckoutFiles(checkout, 'inputs'),
    index,
    environment: { ...inheritedEnvironment(context.environment), ...agent?.environment },
    platform: platformName(),
    toolchain,
  };
  const records = new TaskRecords(store, checkout);
  records.refresh();
  const prepared = await prepareUpTo(parts, graph, records, name);
  index.save();
  const record = records.get(name);
  const before = readParts(store, checkout, name);
  const differences = before && prepared.parts ? differencesBetween(before, prepared.parts) : [];
  const reasons = await reasonsFor(index, prepared, record, differences);
  const { fingerprint } = prepared;
  const key = resultKey(prepared);
  const isKept = key !== null && new ResultStore(store, location).find(key) !== null;
  const verdict = reasons.length === 0 ? 'fresh' : isKept ? 'kept' : 'due';
  return { name, verdict, fingerprint, reasons, differences };
}

/** Goes through all that a task depends on, which its fingerprint rests on. */
async function prepareUpTo(
  context: PartsContext,
  { order, tasks }: GraphRequest['graph'],
  records: TaskRecords,
  name: string,
): Promise<Prepared> {
  const fingerprints = new Map<string, string>();
  for (const each of order) {
    const task = tasks.get(each);
    if (!task) continue;
    const upstream = upstreamOf(task, fingerprints);
    const attempt = records.get(each)?.attempt ?? 0;
    const prepared = await prepare(context, task, upstream, attempt);
    if (each === name) return prepared;
    const isGroup = task.command.length === 0;
    const own = isGroup ? groupFingerprint(upstream) : prepared.fingerprint;
    fingerprints.set(each, upstreamFingerprint(own, attempt));
  }
  throw new LanekeeperError(
    'task-not-found',
    `There is no task "${name}".`,
    'See those there are with "lanekeeper task list".',
  );
}

async function reasonsFor(
  index: FileIndex,
  { task, fingerprint }: Prepared,
  record: TaskRecord | undefined,
  differences: readonly Difference[],
): Promise<string[]> {
  if (task.command.length === 0) return [];
  const reasons: string[] = [];
  if (task.inputs === null) reasons.push('It has no declared inputs, so it always runs.');
  else if (fingerprint === null) reasons.push('An input changed while it was read.');
  if (!task.cache) reasons.push('Its declaration says "cache": false, so it always runs.');
  if (!record) return [...reasons, 'It has not been done in this checkout.'];
  if (record.ending === 'failed') reasons.push('It failed the last time.');
  if (record.fingerprint === null && task.inputs !== null) {
    reasons.push('Its inputs changed while it ran the last time.');
  }
  reasons.push(...differences.map((each) => capital(`${describeDifference(each)}.`)));
  for (const output of record.outputs) {
    if (await isIntact(index, [output])) continue;
    reasons.push(`Its output ${output.path} is not as it made it.`);
  }
  if (reasons.length === 0 && record.fingerprint !== fingerprint) {
    reasons.push('What it is made from was told in another way by the version that did it last.');
  }
  return reasons;
}

const partsRow = z.object({ parts: z.string() });

function readParts(
  store: Pick<Store, 'get'>,
  checkout: string,
  name: string,
): FingerprintParts | null {
  const row = store.get(
    'SELECT parts FROM task_fingerprints WHERE checkout = ? AND name = ?',
    checkout,
    name,
  );
  if (row === undefined) return null;
  return parseDocument(fingerprintPartsSchema, partsRow.parse(row).parts, `the task "${name}"`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
