import { LanekeeperError } from '../../error.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import { CheckoutFiles } from '../fingerprint/checkout-files.ts';
import type { PartsContext } from '../fingerprint/task-parts.ts';
import {
  examine,
  type Examination,
  groupFingerprint,
  prepare,
  type Prepared,
  upstreamFingerprint,
  upstreamOf,
} from './examine.ts';
import type { HeldTask } from './fresh-note.ts';
import type { HeldTasks } from './held-tasks.ts';
import type { TaskRecord, TaskRecords } from './record.ts';
import type { RunWitness } from './run-witness.ts';

/**
 * - `group`: it has no command
 * - `held`: the last run noted that it is fresh, and nothing that it rests on has changed
 * - `unreadable`: an input cannot be read, so that nothing can be told of it; with what to do, in sentences
 */
export type Examined =
  | { readonly kind: 'group'; readonly fingerprint: string }
  | { readonly kind: 'held'; readonly held: HeldTask }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | Examination;

export interface ExaminerPart {
  readonly parts: PartsContext;
  /** Attempts later than this one were made while the run was under way. */
  readonly since: number;
  readonly held: HeldTasks;
  readonly records: TaskRecords;
  readonly witness: RunWitness;
}

/** Finds out what of a graph must be done, and keeps in mind what each task that is done came to. */
export class Examiner {
  readonly #part: ExaminerPart;
  /** What those that depend on a task have for its fingerprint. */
  readonly #fingerprints = new Map<string, string>();
  #areFilesStale = false;

  constructor(part: ExaminerPart) {
    this.#part = part;
  }

  /** @param awaited the attempt of another run that the task has waited for; null for none */
  async examine(task: TaskDeclaration, awaited: number | null): Promise<Examined> {
    const { parts, since, held, records, witness } = this.#part;
    const { name } = task;
    const upstream = upstreamOf(task, this.#fingerprints);
    const hash = groupFingerprint(upstream);
    if (task.command.length === 0) {
      this.#fingerprints.set(name, hash);
      return { kind: 'group', fingerprint: hash };
    }
    const known = held.find(name, records.attemptOf(name), hash);
    if (known) {
      witness.carry(known);
      this.#fingerprints.set(name, known.fingerprint);
      return { kind: 'held', held: known };
    }
    if (this.#areFilesStale) parts.files.forget();
    this.#areFilesStale = false;
    try {
      const found = await examine(parts, task, upstream, {
        record: records.get(name),
        since: Math.min(since, (awaited ?? Infinity) - 1),
      });
      witness.look(name, parts.files.placesOf(task.inputs ?? []));
      return found;
    } catch (fault) {
      if (!(fault instanceof LanekeeperError) || fault.code !== 'task-input-unreadable')
        throw fault;
      return { kind: 'unreadable', reason: `${fault.message} ${fault.cure}` };
    }
  }

  /** Looks at a task's inputs anew; nothing that is remembered of folders is used. */
  again({ task, seen }: Prepared): Promise<Prepared> {
    const { parts } = this.#part;
    const files = new CheckoutFiles(parts.files.root, 'inputs');
    return prepare({ ...parts, files }, task, upstreamOf(task, this.#fingerprints), seen);
  }

  /** A task was done, or found done. */
  done(prepared: Prepared, record: TaskRecord): void {
    const { task } = prepared;
    this.#part.witness.add(
      prepared,
      record,
      groupFingerprint(upstreamOf(task, this.#fingerprints)),
    );
    this.#fingerprints.set(task.name, upstreamFingerprint(record.fingerprint, record.attempt));
  }

  /** A command has run: what folders hold is to be read anew. */
  filesChanged(): void {
    this.#areFilesStale = true;
  }
}
