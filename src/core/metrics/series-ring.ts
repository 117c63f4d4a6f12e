/** Columns of equal length: seconds since the epoch ascending, cores, bytes. */
export interface HistorySeries {
  readonly time: Float64Array;
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
}

const columns = 3;
const firstCapacity = 64;

/** The most recent samples, at most `limit`. Holds 24 bytes a sample, and no more samples than it has met. */
export class SeriesRing {
  readonly #limit: number;
  #rows: Float64Array;
  #start = 0;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#rows = new Float64Array(Math.min(limit, firstCapacity) * columns);
  }

  /** A clock that was set back must not bend the series: what lies after `time` is dropped. */
  push(time: number, cpu: number, memory: number): void {
    while (this.#length > 0 && this.#at(this.#length - 1, 0) >= time) this.#length -= 1;
    if (this.#length === this.#capacity && this.#capacity < this.#limit) this.#grow();
    if (this.#length === this.#capacity) {
      this.#start = (this.#start + 1) % this.#capacity;
      this.#length -= 1;
    }
    this.#rows.set([time, cpu, memory], this.#offset(this.#length));
    this.#length += 1;
  }

  /** A copy, of only the samples before `until` if it is given. */
  series(until = Number.POSITIVE_INFINITY): HistorySeries {
    let count = this.#length;
    while (count > 0 && this.#at(count - 1, 0) >= until) count -= 1;
    const column = (index: number): Float64Array =>
      Float64Array.from({ length: count }, (_, row) => this.#at(row, index));
    return { time: column(0), cpu: column(1), memory: column(2) };
  }

  get #capacity(): number {
    return this.#rows.length / columns;
  }

  #offset(row: number): number {
    return ((this.#start + row) % this.#capacity) * columns;
  }

  #at(row: number, column: number): number {
    return this.#rows[this.#offset(row) + column] ?? Number.NaN;
  }

  /** Only ever called before the first sample was overwritten, so the rows still begin at 0. */
  #grow(): void {
    const rows = new Float64Array(Math.min(this.#capacity * 2, this.#limit) * columns);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
