import { hash as hashOf } from 'node:crypto';
import { LanekeeperError } from '../../error.ts';
import { errorCode } from '../../process/error-code.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { FileIndex } from '../fingerprint/file-index.ts';
import { fingerprintOf, type FingerprintParts } from '../fingerprint/fingerprint.ts';
import { type PartsContext, takeParts } from '../fingerprint/task-parts.ts';
import { isIntact } from '../result/restore.ts';
import type { TaskRecord } from './record.ts';

/** What a task is made of now, before anything is done about it. */
export interface Prepared {
  readonly task: TaskDeclaration;
  /** Null where it cannot be told whether a later run would be the same. */
  readonly fingerprint: string | null;
  readonly parts: FingerprintParts | null;
  /** The attempt of the record that was looked at; 0 for none. */
  readonly seen: number;
  /** When it was looked at, by a clock that never jumps; ms. */
  readonly time: number;
}

export type Examination =
  | { readonly kind: 'fresh' | 'joined'; readonly prepared: Prepared; readonly record: TaskRecord }
  | { readonly kind: 'due'; readonly prepared: Prepared };

/**
 * Tells whether a task must be done.
 *
 * @param upstream name and fingerprint of what it depends on
 * @param record how it was last done
 * @param since attempts later than this one were made while this run was under way, so that what they say holds for it
 * @throws LanekeeperError task-input-unreadable
 */
export async function examine(
  context: PartsContext,
  task: TaskDeclaration,
  upstream: readonly (readonly [name: string, fingerprint: string])[],
  { record, since }: { readonly record: TaskRecord | undefined; readonly since: number },
): Promise<Examination> {
  const prepared = await prepare(context, task, upstream, record?.attempt ?? 0);
  if (!record) return { kind: 'due', prepared };
  const isSame = record.fingerprint === prepared.fingerprint;
  if (record.attempt > since && isSame && (await isUsable(context.index, record))) {
    return { kind: 'joined', prepared, record };
  }
  const mayBeFresh = task.cache && record.ending === 'done' && prepared.fingerprint !== null;
  if (mayBeFresh && isSame && (await isIntact(context.index, record.outputs))) {
    return { kind: 'fresh', prepared, record };
  }
  return { kind: 'due', prepared };
}

async function isUsable(index: FileIndex, record: TaskRecord): Promise<boolean> {
  return record.ending === 'failed' || isIntact(index, record.outputs);
}

/** @throws LanekeeperError task-input-unreadable */
export async function prepare(
  context: PartsContext,
  task: TaskDeclaration,
  upstream: readonly (readonly [name: string, fingerprint: string])[],
  seen: number,
): Promise<Prepared> {
  const time = performance.now();
  const { inputs } = task;
  if (inputs === null) return { task, fingerprint: null, parts: null, seen, time };
  try {
    const taken = takeParts(context, { ...task, inputs }, upstream);
    const { parts, isSteady } = taken instanceof Promise ? await taken : taken;
    return { task, fingerprint: isSteady ? fingerprintOf(parts) : null, parts, seen, time };
  } catch (fault) {
    if (errorCode(fault) === '' || !(fault instanceof Error)) throw fault;
    throw new LanekeeperError(
      'task-input-unreadable',
      `An input of "${task.name}" cannot be read: ${fault.message}.`,
      'Let whoever runs the task read it, or exclude it: "!" before its path among the inputs.',
      { cause: fault },
    );
  }
}

/** What a result of this task is kept and found under; null where none may be kept, or it cannot be told of what. */
export function resultKey({
  task,
  fingerprint,
}: Pick<Prepared, 'task' | 'fingerprint'>): string | null {
  return task.cache && task.outputs !== null ? fingerprint : null;
}

/** Name and fingerprint of all that a task depends on, always in the same order, as they are part of its own. */
export function upstreamOf(
  { dependsOn }: Pick<TaskDeclaration, 'dependsOn'>,
  fingerprints: ReadonlyMap<string, string>,
): (readonly [name: string, fingerprint: string])[] {
  const sorted = [...new Set(dependsOn)].sort();
  return sorted.map((name) => [name, fingerprints.get(name) ?? '']);
}

/** What those that depend on a task have for its fingerprint. Of one that cannot be told each time is another. */
export function upstreamFingerprint(fingerprint: string | null, attempt: number): string {
  return fingerprint ?? `attempt ${String(attempt)}`;
}

/** The fingerprint of a task that only groups others. */
export function groupFingerprint(
  upstream: readonly (readonly [name: string, fingerprint: string])[],
): string {
  return hashOf('sha256', JSON.stringify(upstream));
}
