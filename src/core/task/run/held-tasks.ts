import type { TaskContext, GraphRequest } from './request.ts';
import { heldOf, type HeldTask, lookAtNote } from './fresh-note.ts';
import type { GraphTaskState } from './state.ts';

/**
 * What the last run of the same tasks noted of those that rest on nothing which has changed since: they need not be
 * examined. Of an agent's tasks nothing is noted.
 */
export class HeldTasks {
  readonly #tasks: ReadonlyMap<string, HeldTask>;

  constructor(
    { location, environment, looked }: Pick<TaskContext, 'location' | 'environment' | 'looked'>,
    { checkout, names, agent }: Pick<GraphRequest, 'checkout' | 'names' | 'agent'>,
  ) {
    const note =
      agent === null ? (looked ?? lookAtNote(location, checkout, names, environment)) : null;
    this.#tasks = note ? heldOf(note) : new Map();
  }

  /**
   * A task that is fresh; null where it must be examined.
   *
   * @param attempt of its record, as it is now
   * @param upstream hash of the fingerprints of what it depends on, as they are now
   */
  find(name: string, attempt: number | undefined, upstream: string): HeldTask | null {
    const task = this.#tasks.get(name);
    return task?.attempt === attempt && task?.upstream === upstream ? task : null;
  }
}

export function heldState({ milliseconds, log }: HeldTask): GraphTaskState {
  return { status: 'done', how: 'fresh', milliseconds, log };
}
