import { z } from 'zod';
import { isAlive } from '../../process/identity.ts';
import { parseDocument } from '../../store/document.ts';
import type { Store } from '../../store/store.ts';
import { type TaskRecord, taskRecordSchema } from './record.ts';
import { listRuns, type TaskRun } from './run-registry.ts';
import { type GraphTaskState, graphTaskStateSchema, isFinal } from './state.ts';

/** How a task of a checkout stands, as it was last committed. */
export interface Standing {
  readonly state: GraphTaskState;
  /** The run that says so; null where it is so long ago that the run is forgotten. */
  readonly run: TaskRun | null;
  /** How it was last done; null if never. */
  readonly record: TaskRecord | null;
}

export interface Standings {
  /** By name: each task that any run has done something about. */
  readonly tasks: ReadonlyMap<string, Standing>;
  /** Runs that are under way. */
  readonly live: readonly TaskRun[];
}

const standingRow = z.object({
  name: z.string(),
  state: z.string(),
  record: z.string().nullable(),
});

const storedStateSchema = z.intersection(z.object({ run: z.number() }), graphTaskStateSchema);

/**
 * How the tasks of a checkout stand. One that a run left behind whose process is gone is `cancelled`: see
 * `reconcileRuns`.
 */
export function readStandings(store: Pick<Store, 'all'>, checkout: string): Standings {
  const runs = listRuns(store, checkout);
  const live = runs.filter(({ status, owner }) => status === 'running' && isAlive(owner));
  const rows = store.all(
    'SELECT name, state, record FROM graph_tasks WHERE checkout = ?',
    checkout,
  );
  const tasks = rows.map((row): [string, Standing] => {
    const { name, state: document, record } = standingRow.parse(row);
    const what = `the task "${name}"`;
    const { run: id, ...stored } = parseDocument(storedStateSchema, document, what);
    const run = runs.find((each) => each.id === id) ?? null;
    const isLost = !isFinal(stored) && !(run && live.includes(run));
    const state: GraphTaskState = isLost ? { status: 'cancelled' } : stored;
    return [
      name,
      {
        state,
        run,
        record: record === null ? null : parseDocument(taskRecordSchema, record, what),
      },
    ];
  });
  return { tasks: new Map(tasks), live };
}
