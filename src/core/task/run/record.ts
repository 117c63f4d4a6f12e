import { z } from 'zod';
import { parseDocument } from '../../store/document.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { outputSchema } from '../result/output.ts';

/** How a task was last done in a checkout. */
export const taskRecordSchema = z.object({
  /** Number of the claim under which it was done; later ones are higher, whatever the clock says. */
  attempt: z.number().int(),
  ending: z.enum(['done', 'failed']),
  /** Null where it cannot be told whether a later run would be the same. */
  fingerprint: z.string().nullable(),
  outputs: z.array(outputSchema),
  reason: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  milliseconds: z.number().nullable(),
  log: z.string().nullable(),
});

export type TaskRecord = z.infer<typeof taskRecordSchema>;

const recordRow = z.object({ record: z.string() });

const changedRows = z.array(
  z.object({
    name: z.string(),
    revision: z.number(),
    attempt: z.number(),
    status: z.string(),
  }),
);

/**
 * The records of one checkout, kept up to date with what other processes commit. Each is read when it is asked for: of
 * most tasks nobody asks more than which attempt was the last.
 */
export class TaskRecords {
  readonly #store: Pick<Store, 'all' | 'get' | 'dataVersion'>;
  readonly #checkout: string;
  readonly #records = new Map<string, TaskRecord>();
  readonly #attempts = new Map<string, number>();
  readonly #shown = new Map<string, string>();
  #version = -1;
  #latest = 0;

  constructor(store: Pick<Store, 'all' | 'get' | 'dataVersion'>, checkout: string) {
    this.#store = store;
    this.#checkout = checkout;
  }

  get(name: string): TaskRecord | undefined {
    const known = this.#records.get(name);
    if (known || !this.#attempts.has(name)) return known;
    const row = this.#store.get(
      'SELECT record FROM graph_tasks WHERE checkout = ? AND name = ?',
      this.#checkout,
      name,
    );
    const record = parseDocument(
      taskRecordSchema,
      recordRow.parse(row).record,
      `the task "${name}"`,
    );
    this.#records.set(name, record);
    return record;
  }

  /** The attempt that a record is of; undefined where there is none. */
  attemptOf(name: string): number | undefined {
    return this.#attempts.get(name);
  }

  /** The status that the last run to do something about a task has left on show. */
  shown(name: string): string | undefined {
    return this.#shown.get(name);
  }

  /** Puts in what this process is about to commit. */
  set(name: string, record: TaskRecord): void {
    this.#records.set(name, record);
    this.#attempts.set(name, record.attempt);
  }

  /**
   * Reads what was committed since.
   *
   * @param isCertain that there is something, as where this very connection committed it
   */
  refresh(isCertain = false): void {
    const version = this.#store.dataVersion();
    if (version === this.#version && !isCertain) return;
    this.#version = version;
    const rows = this.#store.all(
      `SELECT name, revision, attempt, json_extract(state, '$.status') AS status
       FROM graph_tasks WHERE checkout = ? AND revision > ?`,
      this.#checkout,
      this.#latest,
    );
    for (const { name, revision, attempt, status } of changedRows.parse(rows)) {
      this.#shown.set(name, status);
      this.#latest = Math.max(this.#latest, revision);
      this.#attempts.set(name, attempt);
      this.#records.delete(name);
    }
  }
}

/**
 * Writes how a task was done, and counts the records of its checkout up, so that others find what they have not read.
 */
export function writeRecord(
  transaction: Transaction,
  checkout: string,
  name: string,
  record: TaskRecord,
): void {
  transaction.run(
    `UPDATE graph_tasks SET attempt = ?, record = ?,
       revision = (SELECT max(revision) + 1 FROM graph_tasks WHERE checkout = ?)
     WHERE checkout = ? AND name = ?`,
    record.attempt,
    JSON.stringify(record),
    checkout,
    checkout,
    name,
  );
}
