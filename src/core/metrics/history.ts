import { SeriesRing } from './series-ring.ts';
import type { HistorySeries } from './series-ring.ts';

export type { HistorySeries } from './series-ring.ts';

const fineCount = 10 * 60;
const coarseSeconds = 10;
const coarseCount = (24 * 3600) / coarseSeconds;

/**
 * What was used over time: every sample of the last 10 minutes (at one a second), before that means over 10 s, up to
 * 24 hours. Grows with use to at most 220 KB.
 */
export class History {
  readonly #fine = new SeriesRing(fineCount);
  readonly #coarse = new SeriesRing(coarseCount);
  #bucket = Number.NaN;
  #count = 0;
  #cpu = 0;
  #memory = 0;

  /** `time` in seconds since the epoch, `cpu` in cores, `memory` in bytes. */
  add(time: number, cpu: number, memory: number): void {
    this.#fine.push(time, cpu, memory);
    const bucket = Math.floor(time / coarseSeconds);
    if (bucket !== this.#bucket) this.#closeBucket();
    this.#bucket = bucket;
    this.#count += 1;
    this.#cpu += cpu;
    this.#memory += memory;
  }

  /** Copies, in ascending order of time: safe to keep and to hand on. */
  series(): HistorySeries {
    const fine = this.#fine.series();
    const coarse = this.#coarse.series(fine.time[0]);
    return {
      time: joined(coarse.time, fine.time),
      cpu: joined(coarse.cpu, fine.cpu),
      memory: joined(coarse.memory, fine.memory),
    };
  }

  #closeBucket(): void {
    if (this.#count > 0) {
      const time = this.#bucket * coarseSeconds;
      this.#coarse.push(time, this.#cpu / this.#count, this.#memory / this.#count);
    }
    this.#count = 0;
    this.#cpu = 0;
    this.#memory = 0;
  }
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
