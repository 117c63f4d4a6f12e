import { hash as hashOf } from 'node:crypto';
import { z } from 'zod';
import type { Store, Transaction } from '../../store/store.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';

/** What a task is expected to take, from how it went before; null where that is not known. */
export interface TaskEstimate {
  /** The median of the last runs. */
  readonly milliseconds: number | null;
  /** The 95th percentile of the peak of memory of the last runs. */
  readonly peakBytes: number | null;
}

const historyRow = z.object({ milliseconds: z.number(), peak_bytes: z.number().nullable() });

/** Runs that are remembered of each task. */
const remembered = 20;

/** The same task in every worktree of a repository, and in every repository that has the same. */
export function historyKey({ name, directory, command }: TaskDeclaration): string {
  return hashOf('sha256', JSON.stringify([name, directory, command])).slice(0, 16);
}

export function readEstimate(store: Pick<Store, 'all'>, task: TaskDeclaration): TaskEstimate {
  const rows = store
    .all('SELECT milliseconds, peak_bytes FROM task_history WHERE task = ?', historyKey(task))
    .map((row) => historyRow.parse(row));
  const peaks = rows.flatMap(({ peak_bytes: bytes }) => (bytes === null ? [] : [bytes]));
  return {
    milliseconds: quantile(
      rows.map((row) => row.milliseconds),
      0.5,
    ),
    peakBytes: quantile(peaks, 0.95),
  };
}

export function recordHistory(
  transaction: Transaction,
  task: TaskDeclaration,
  run: {
    readonly attempt: number;
    readonly milliseconds: number;
    readonly peakBytes: number | null;
  },
): void {
  const key = historyKey(task);
  transaction.run(
    'INSERT OR REPLACE INTO task_history (task, attempt, milliseconds, peak_bytes) VALUES (?, ?, ?, ?)',
    key,
    run.attempt,
    run.milliseconds,
    run.peakBytes,
  );
  transaction.run(
    `DELETE FROM task_history WHERE task = ? AND attempt <=
       (SELECT attempt FROM task_history WHERE task = ? ORDER BY attempt DESC LIMIT 1 OFFSET ?)`,
    key,
    key,
    remembered,
  );
}

function quantile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;
}
