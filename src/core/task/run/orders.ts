import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import type { TaskGraph } from '../graph/graph.ts';
import { raisedPriorities } from '../scheduler/raised-priorities.ts';

/** What others want of a run that is under way. */
export interface OrdersGiven {
  /** That all of it is stopped. */
  readonly all: boolean;
  /** Tasks to stop. */
  readonly cancelled: ReadonlySet<string>;
  /** Tasks to do sooner, with all that they wait for, and their priority. */
  readonly raised: ReadonlyMap<string, number>;
}

const orderRow = z.object({ name: z.string(), priority: z.number().nullable() });

const none: OrdersGiven = { all: false, cancelled: new Set(), raised: new Map() };

/** What was written to the store for one run, by whichever process: see `cancelTask` and `raisePriority`. */
export class Orders {
  readonly #store: Pick<Store, 'all'>;
  readonly #run: number;
  readonly #graph: TaskGraph;
  #given = none;
  #seen = '[]';

  constructor(store: Pick<Store, 'all'>, run: number, graph: TaskGraph) {
    this.#store = store;
    this.#run = run;
    this.#graph = graph;
  }

  /** A look costs microseconds; what follows for the graph is computed once. */
  read(): OrdersGiven {
    const rows = this.#store.all(
      `SELECT name, NULL AS priority FROM task_cancellations WHERE run = ?
       UNION ALL SELECT name, priority FROM task_priorities WHERE run = ?`,
      this.#run,
      this.#run,
    );
    const seen = JSON.stringify(rows);
    if (seen === this.#seen) return this.#given;
    this.#seen = seen;
    const cancelled = new Set<string>();
    const raised = new Map<string, number>();
    for (const row of rows) {
      const { name, priority } = orderRow.parse(row);
      if (priority === null) cancelled.add(name);
      else raised.set(name, priority);
    }
    const all = cancelled.delete('');
    this.#given = { all, cancelled, raised: raisedPriorities(this.#graph, raised) };
    return this.#given;
  }
}
