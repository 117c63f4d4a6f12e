/**
 * Which needles a line holds: a set of small numbers in ascending order, made once and filled for
 * every line.
 */
export class FoundNeedles {
  readonly #indexes: Uint16Array;
  #count = 0;

  /** `capacity` is one more than the largest index. */
  constructor(capacity: number) {
    this.#indexes = new Uint16Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** The index at a position below `count`. */
  at(position: number): number {
    return this.#indexes[position] ?? 0;
  }

  add(index: number): void {
    if (this.has(index)) return;
    const indexes = this.#indexes;
    let position = this.#count;
    for (; position > 0; position -= 1) {
      const before = indexes[position - 1] ?? 0;
      if (before < index) break;
      indexes[position] = before;
    }
    indexes[position] = index;
    this.#count += 1;
  }

  has(index: number): boolean {
    for (let position = 0; position < this.#count; position += 1) {
      if (this.#indexes[position] === index) return true;
    }
    return false;
  }

  clear(): void {
    this.#count = 0;
  }
}
