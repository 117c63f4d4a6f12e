import type { Disposable } from '../../core/disposable.ts';

/**
 * Gathers what changes and hands it on at most once each `waitMs`, so that a build that reports a thousand changes a
 * second costs a few redraws.
 */
export class Coalesce<T> implements Disposable {
  readonly #flush: (items: ReadonlySet<T>) => void;
  readonly #waitMs: number;
  #items = new Set<T>();
  #timer: NodeJS.Timeout | null = null;

  constructor(flush: (items: ReadonlySet<T>) => void, waitMs = 150) {
    this.#flush = flush;
    this.#waitMs = waitMs;
  }

  add(item: T): void {
    this.#items.add(item);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const items = this.#items;
      this.#items = new Set();
      this.#flush(items);
    }, this.#waitMs);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#items.clear();
  }
}
