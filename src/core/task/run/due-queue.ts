import { compareWaiting, type Waiting } from '../scheduler/order.ts';
import type { Prepared } from './examine.ts';
import type { TaskEstimate } from './task-history.ts';

/** A task that is to be done as soon as there is a place for it. */
export interface Due {
  readonly name: string;
  readonly prepared: Prepared;
  readonly estimate: TaskEstimate;
  /** Whether a kept result is there, so that nothing need be run. */
  readonly isKept: boolean;
}

interface Entry {
  readonly due: Due;
  readonly waiting: Waiting;
}

/** Tasks in the order in which they should start. Taking the first few costs the same however many there are. */
export class DueQueue {
  readonly #pathMs: (name: string) => number;
  readonly #now: () => number;
  readonly #entries: Entry[] = [];
  readonly #names = new Set<string>();

  /**
   * @param pathMs from a task's start until all that waits for it is done; asked only where there is a choice
   * @param now a clock that never goes back; ms
   */
  constructor(pathMs: (name: string) => number, now: () => number = () => performance.now()) {
    this.#pathMs = pathMs;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.length;
  }

  add(due: Due): void {
    const { name } = due;
    if (this.#names.has(name)) this.remove(due);
    this.#names.add(name);
    const pathMs = this.#pathMs;
    const waiting: Waiting = {
      name,
      priority: due.prepared.task.priority,
      since: this.#now(),
      get pathMs() {
        return pathMs(name);
      },
    };
    this.#entries.splice(this.#placeOf(waiting), 0, { due, waiting });
  }

  remove({ name }: Due): void {
    if (!this.#names.delete(name)) return;
    const at = this.#entries.findIndex(({ due }) => due.name === name);
    this.#entries.splice(at, 1);
  }

  clear(): void {
    this.#entries.length = 0;
    this.#names.clear();
  }

  /** The first so many. */
  first(count: number): Due[] {
    return this.#entries.slice(0, count).map(({ due }) => due);
  }

  /** Where one goes, by halving. */
  #placeOf(waiting: Waiting): number {
    let from = 0;
    let to = this.#entries.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const entry = this.#entries[middle];
      if (entry && compareWaiting(entry.waiting, waiting) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
