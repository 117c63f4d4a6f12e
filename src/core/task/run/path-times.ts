import type { Store } from '../../store/store.ts';
import type { TaskGraph } from '../graph/graph.ts';
import { criticalPath } from '../scheduler/critical-path.ts';
import { readEstimate } from './task-history.ts';

/** What a task is taken for that was never run: all of a graph that is run the first time count the same; ms. */
const unknownMs = 1;

/** How long it takes from each task's start until all is done, from history. Read only once somebody asks. */
export class PathTimes {
  readonly #store: Pick<Store, 'all'>;
  readonly #graph: TaskGraph;
  #times: ReadonlyMap<string, number> | null = null;

  constructor(store: Pick<Store, 'all'>, graph: TaskGraph) {
    this.#store = store;
    this.#graph = graph;
  }

  /** In ms; 0 for a task that is not of the graph. */
  of(name: string): number {
    this.#times ??= criticalPath(this.#graph, (each) => {
      const task = this.#graph.tasks.get(each);
      return (task && readEstimate(this.#store, task).milliseconds) ?? unknownMs;
    });
    return this.#times.get(name) ?? 0;
  }
}
