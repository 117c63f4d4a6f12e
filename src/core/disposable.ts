export interface Disposable {
  dispose(): void;
}

/** Owns what must end together. Adding to a list that has ended ends the addition at once. */
export class DisposableList implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Ends the newest first, since later items may lean on earlier ones. Every item is ended even if one throws. */
  dispose(): void {
    this.#disposed = true;
    const faults: unknown[] = [];
    for (let item = this.#items.pop(); item; item = this.#items.pop()) {
      try {
        item.dispose();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0)
      throw new AggregateError(faults, 'Some resources could not be released.');
  }
}
