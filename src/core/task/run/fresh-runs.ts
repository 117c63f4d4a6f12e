import type { TaskGraph } from '../graph/graph.ts';
import { notedIn, stillHolds } from './fresh-note.ts';
import type { GraphRequest, TaskContext } from './request.ts';
import type { WitnessedRun } from './run-witness.ts';

/** What a run with nothing to do ends with. */
export interface FreshRun extends Pick<WitnessedRun, 'states'> {
  readonly graph: TaskGraph;
}

interface Known extends WitnessedRun {
  readonly graph: TaskGraph;
}

/** Of so many checkouts and tasks the last runs are remembered. */
const remembered = 32;

/**
 * The runs of this process after which nothing was to be done. A resident engine looks at the places of such a note
 * again and is done: it reads neither the note, nor the tasks, nor what is recorded of them.
 */
export class FreshRuns {
  readonly #known = new Map<string, Known>();

  remember(
    { checkout, names, graph }: Pick<GraphRequest, 'checkout' | 'names' | 'graph'>,
    run: WitnessedRun,
  ): void {
    const key = keyOf(checkout, names);
    this.#known.delete(key);
    this.#known.set(key, { ...run, graph });
    const [oldest] = this.#known.keys();
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest);
  }

  /** How a run of these tasks would end if it had nothing to do; null where that must be found out. */
  recall(
    { location, environment }: Pick<TaskContext, 'location' | 'environment'>,
    checkout: string,
    names: readonly string[],
  ): FreshRun | null {
    const key = keyOf(checkout, names);
    const known = this.#known.get(key);
    if (!known) return null;
    // Whoever is about to do something takes the note away.
    const isNoted = notedIn(location, checkout, names) === known.file;
    if (isNoted && stillHolds(known.note, checkout, environment)) return known;
    this.#known.delete(key);
    return null;
  }
}

function keyOf(checkout: string, names: readonly string[]): string {
  return JSON.stringify([checkout, ...[...names].sort()]);
}
