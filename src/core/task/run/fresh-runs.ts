import type { TaskGraph } from '../graph/graph.ts';
import { type FreshNote, notedIn, stillHolds } from './fresh-note.ts';
import type { GraphRequest, TaskContext } from './request.ts';
import type { GraphTaskState } from './state.ts';

/** What a run found that had nothing to do. */
export interface FreshRun {
  readonly graph: TaskGraph;
  readonly states: ReadonlyMap<string, GraphTaskState>;
}

interface Known {
  readonly run: FreshRun;
  readonly note: FreshNote;
  /** The file that the note is in as well: whoever is about to do something takes it away. */
  readonly file: string;
}

/** Of so many checkouts and tasks the last runs are remembered. */
const remembered = 32;

/**
 * The runs of this process that found nothing to do. A resident engine looks at the places of such a note again and is
 * done: it reads neither the note, nor the tasks, nor what is recorded of them.
 */
export class FreshRuns {
  readonly #known = new Map<string, Known>();

  remember(
    { checkout, names, graph }: Pick<GraphRequest, 'checkout' | 'names' | 'graph'>,
    { note, file }: Pick<Known, 'note' | 'file'>,
    states: ReadonlyMap<string, GraphTaskState>,
  ): void {
    const key = keyOf(checkout, names);
    this.#known.delete(key);
    this.#known.set(key, { run: { graph, states }, note, file });
    const [oldest] = this.#known.keys();
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest);
  }

  /** The last run of these tasks if a run now would be the same; null where that must be found out. */
  recall(
    { location, environment }: Pick<TaskContext, 'location' | 'environment'>,
    checkout: string,
    names: readonly string[],
  ): FreshRun | null {
    const key = keyOf(checkout, names);
    const known = this.#known.get(key);
    if (!known) return null;
    const isNoted = notedIn(location, checkout, names) === known.file;
    if (isNoted && stillHolds(known.note, checkout, environment)) return known.run;
    this.#known.delete(key);
    return null;
  }
}

function keyOf(checkout: string, names: readonly string[]): string {
  return JSON.stringify([checkout, ...[...names].sort()]);
}
