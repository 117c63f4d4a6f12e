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
  readonly #raised = new Map<string, number>();

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
    this.#insert(due, this.#now());
  }

  /** Gives tasks a higher priority from here on, whether they could start already or come later. */
  raise(priorities: ReadonlyMap<string, number>): void {
    for (const [name, priority] of priorities) {
      if (priority <= (this.#raised.get(name) ?? -1)) continue;
      this.#raised.set(name, priority);
      const at = this.#entries.findIndex(({ due }) => due.name === name);
      for (const { due, waiting } of at < 0 ? [] : this.#entries.splice(at, 1)) {
        this.#insert(due, waiting.since);
      }
    }
  }

  remove({ name }: Pick<Due, 'name'>): void {
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

  /** Whoever lets tasks start is to see the priority that they have now. */
  #insert(added: Due, since: number): void {
    const { name, prepared } = added;
    const pathMs = this.#pathMs;
    const priority = Math.max(prepared.task.priority, this.#raised.get(name) ?? 0);
    const due = { ...added, prepared: { ...prepared, task: { ...prepared.task, priority } } };
    const waiting: Waiting = {
      name,
      priority,
      since,
      get pathMs() {
        return pathMs(name);
      },
    };
    this.#entries.splice(this.#placeOf(waiting), 0, { due, waiting });
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
