import { z } from 'zod';
import { currentIdentity, isAlive, processIdentitySchema } from '../../process/identity.ts';
import { parseDocument } from '../../store/document.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { endSpans, noteSpans } from '../timeline/graph-spans.ts';
import { runStatuses } from './run-status.ts';
import type { GraphTaskState } from './state.ts';

/** One run of tasks of a checkout. Times are ISO 8601 UTC. */
export const taskRunSchema = z.object({
  /** The tasks that were asked for. */
  names: z.array(z.string()),
  agent: z.string().nullable(),
  /** 0–100, of all its tasks; null: as declared. */
  priority: z.number().nullable().default(null),
  status: z.enum(runStatuses),
  owner: processIdentitySchema,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** How many tasks there are in all, and how many ended in which way. */
  counts: z.object({
    total: z.number().int(),
    ran: z.number().int(),
    cached: z.number().int(),
    failed: z.number().int(),
  }),
});

export type TaskRun = z.infer<typeof taskRunSchema> & {
  readonly id: number;
  readonly checkout: string;
};

const runRow = z.object({ id: z.number(), checkout: z.string(), document: z.string() });

/** Runs of a checkout that are kept once they have ended. */
const runsKept = 50;

function parseRun(row: unknown): TaskRun {
  const { id, checkout, document } = runRow.parse(row);
  return { ...parseDocument(taskRunSchema, document, `run ${String(id)}`), id, checkout };
}

/** Runs of one checkout, latest first. */
export function listRuns(store: Pick<Store, 'all'>, checkout: string): TaskRun[] {
  return store
    .all(
      'SELECT id, checkout, document FROM task_runs WHERE checkout = ? ORDER BY id DESC',
      checkout,
    )
    .map(parseRun);
}

export function insertRun(transaction: Transaction, run: Omit<TaskRun, 'id'>): TaskRun {
  const { checkout, ...document } = run;
  const id = Number(
    transaction.run(
      'INSERT INTO task_runs (checkout, live, document) VALUES (?, 1, ?)',
      checkout,
      JSON.stringify(document),
    ),
  );
  transaction.run(
    'DELETE FROM task_runs WHERE checkout = ? AND live = 0 AND id <= ?',
    checkout,
    id - runsKept,
  );
  transaction.emit({ type: 'run-started', checkout, run: id, agent: run.agent });
  return { ...run, id };
}

/** A run of this process that begins now. */
export function startingRun(
  part: Pick<TaskRun, 'checkout' | 'agent' | 'priority'> & { readonly names: readonly string[] },
  total: number,
): Omit<TaskRun, 'id'> {
  const { checkout, names, agent, priority } = part;
  return {
    ...{ checkout, names: [...names], agent, priority },
    status: 'running',
    owner: currentIdentity(),
    startedAt: new Date().toISOString(),
    endedAt: null,
    counts: { total, ran: 0, cached: 0, failed: 0 },
  };
}

/** A run as it is once its tasks stand like this. */
export function endedRun(run: TaskRun, states: ReadonlyMap<string, GraphTaskState>): TaskRun {
  const count = (matches: (state: GraphTaskState) => boolean) =>
    [...states.values()].filter(matches).length;
  const failed = count(({ status }) => status === 'failed');
  const cancelled = count(({ status }) => status === 'cancelled');
  const ran = count((state) => state.status === 'done' && state.how === 'ran');
  const done = count(({ status }) => status === 'done');
  return {
    ...run,
    status: failed > 0 ? 'failed' : cancelled > 0 ? 'cancelled' : 'done',
    endedAt: new Date().toISOString(),
    counts: { total: states.size, ran, cached: done - ran, failed },
  };
}

export function endRun(transaction: Transaction, run: TaskRun): void {
  const { id, checkout, ...document } = run;
  transaction.run(
    'UPDATE task_runs SET live = 0, document = ? WHERE id = ?',
    JSON.stringify(document),
    id,
  );
  transaction.run('DELETE FROM task_cancellations WHERE run = ?', id);
  transaction.run('DELETE FROM task_priorities WHERE run = ?', id);
  transaction.emit({ type: 'run-ended', checkout, run: id, status: run.status });
}

/** Records a run that found nothing to do, in one go. */
export function recordFreshRun(
  store: Store,
  part: Pick<TaskRun, 'checkout' | 'priority'> & { readonly names: readonly string[] },
  states: ReadonlyMap<string, GraphTaskState>,
): Promise<TaskRun> {
  return store.write((transaction) => {
    const run = insertRun(transaction, startingRun({ ...part, agent: null }, states.size));
    const ended = endedRun(run, states);
    endRun(transaction, ended);
    return ended;
  });
}

/** Marks runs whose process is gone as interrupted; what their tasks had done stays done. */
export async function reconcileRuns(store: Store, checkout: string): Promise<void> {
  const lost = store
    .all('SELECT id, checkout, document FROM task_runs WHERE checkout = ? AND live = 1', checkout)
    .map(parseRun)
    .filter(({ owner }) => !isAlive(owner));
  if (lost.length === 0) return;
  await store.write((transaction) => {
    for (const run of lost) {
      endRun(transaction, { ...run, status: 'interrupted', endedAt: new Date().toISOString() });
      endSpans(transaction, run.id);
    }
  });
}

/** Writes where tasks stand, and since when, all in one event. */
export function writeStates(
  transaction: Transaction,
  run: Pick<TaskRun, 'id' | 'checkout' | 'agent'>,
  states: ReadonlyMap<string, GraphTaskState>,
): void {
  noteSpans(transaction, run, states);
  for (const [name, state] of states) {
    transaction.run(
      `INSERT INTO graph_tasks (checkout, name, state) VALUES (?, ?, ?)
       ON CONFLICT (checkout, name) DO UPDATE SET state = excluded.state`,
      run.checkout,
      name,
      JSON.stringify({ run: run.id, ...state }),
    );
  }
  transaction.emit({
    type: 'graph-tasks-changed',
    checkout: run.checkout,
    run: run.id,
    tasks: [...states].map(([name, { status }]) => ({ name, status })),
  });
}
