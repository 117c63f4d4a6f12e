import { z } from 'zod';
import { isAlive } from '../../process/identity.ts';
import { parseDocument } from '../../store/document.ts';
import type { Store } from '../../store/store.ts';
import { taskRecordSchema } from './record.ts';
import { listRuns, type TaskRun } from './run-registry.ts';
import { type GraphTaskState, graphTaskStateSchema, isFinal } from './state.ts';

/** How a task was last done, without the files that it made: those may be thousands. */
const lastDoneSchema = taskRecordSchema.omit({ outputs: true });

export type LastDone = z.infer<typeof lastDoneSchema>;

/** How a task of a checkout stands, as it was last committed. */
export interface Standing {
  readonly state: GraphTaskState;
  /** The run that says so; null where it is so long ago that the run is forgotten. */
  readonly run: TaskRun | null;
  /** Null if it never was. */
  readonly lastDone: LastDone | null;
}

export interface Standings {
  /** By name: each task that any run has done something about. */
  readonly tasks: ReadonlyMap<string, Standing>;
  /** Runs that are under way. */
  readonly live: readonly TaskRun[];
}

const standingRow = z.object({ name: z.string(), state: z.string(), attempt: z.number() });

const recordRow = z.object({ record: z.string().nullable() });

const storedStateSchema = z.intersection(z.object({ run: z.number() }), graphTaskStateSchema);

interface Read {
  readonly document: string;
  readonly attempt: number;
  readonly stored: z.infer<typeof storedStateSchema>;
  readonly lastDone: LastDone | null;
}

/** Tells again and again how the tasks of a checkout stand; what has not changed since is not read again. */
export class StandingReader {
  readonly #store: Pick<Store, 'all' | 'get'>;
  readonly #checkout: string;
  #known = new Map<string, Read>();

  constructor(store: Pick<Store, 'all' | 'get'>, checkout: string) {
    this.#store = store;
    this.#checkout = checkout;
  }

  /** A task that a run left behind whose process is gone is `cancelled`: see `reconcileRuns`. */
  read(): Standings {
    const runs = listRuns(this.#store, this.#checkout);
    const live = runs.filter(({ status, owner }) => status === 'running' && isAlive(owner));
    const rows = this.#store.all(
      'SELECT name, state, attempt FROM graph_tasks WHERE checkout = ?',
      this.#checkout,
    );
    this.#known = new Map(rows.map((row) => this.#readOne(row)));
    const tasks = [...this.#known].map(([name, { stored, lastDone }]): [string, Standing] => {
      const { run: id, ...rest } = stored;
      const run = runs.find((each) => each.id === id) ?? null;
      const isLost = !isFinal(rest) && !(run && live.includes(run));
      return [name, { state: isLost ? { status: 'cancelled' } : rest, run, lastDone }];
    });
    return { tasks: new Map(tasks), live };
  }

  #readOne(row: unknown): [string, Read] {
    const { name, state: document, attempt } = standingRow.parse(row);
    const known = this.#known.get(name);
    if (known?.document === document && known.attempt === attempt) return [name, known];
    const stored = parseDocument(storedStateSchema, document, `the task "${name}"`);
    const lastDone = known?.attempt === attempt ? known.lastDone : this.#readLastDone(name);
    return [name, { document, attempt, stored, lastDone }];
  }

  #readLastDone(name: string): LastDone | null {
    const row = this.#store.get(
      "SELECT json_remove(record, '$.outputs') AS record FROM graph_tasks WHERE checkout = ? AND name = ?",
      this.#checkout,
      name,
    );
    const record = row === undefined ? null : recordRow.parse(row).record;
    return record === null ? null : parseDocument(lastDoneSchema, record, `the task "${name}"`);
  }
}

/** How the tasks of a checkout stand at this moment. */
export function readStandings(store: Pick<Store, 'all' | 'get'>, checkout: string): Standings {
  return new StandingReader(store, checkout).read();
}
