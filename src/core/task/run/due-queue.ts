import type { Prepared } from './examine.ts';
import { type TaskEstimate } from './task-history.ts';

/** A task that is to be done as soon as there is a place for it. */
export interface Due {
  readonly name: string;
  readonly prepared: Prepared;
  readonly estimate: TaskEstimate;
  /** Whether a kept result is there, so that nothing need be run. */
  readonly isKept: boolean;
}

/** Tasks by priority, and among equals as they came. Taking the first few costs the same however many there are. */
export class DueQueue {
  readonly #buckets = new Map<number, Map<string, Due>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(due: Due): void {
    const { priority } = due.prepared.task;
    const bucket = this.#buckets.get(priority) ?? new Map<string, Due>();
    this.#buckets.set(priority, bucket);
    if (!bucket.has(due.name)) this.#size += 1;
    bucket.set(due.name, due);
  }

  remove({ name, prepared }: Due): void {
    if (this.#buckets.get(prepared.task.priority)?.delete(name)) this.#size -= 1;
  }

  clear(): void {
    this.#buckets.clear();
    this.#size = 0;
  }

  /** The first so many. */
  first(count: number): Due[] {
    const found: Due[] = [];
    const priorities = [...this.#buckets.keys()].sort((one, other) => other - one);
    for (const priority of priorities) {
      for (const due of this.#buckets.get(priority)?.values() ?? []) {
        if (found.length === count) return found;
        found.push(due);
      }
    }
    return found;
  }
}
