import type { Disposable } from '../../core/disposable.ts';

/** Time as the pace needs it, so that tests can turn it by hand. `now` in milliseconds from any start. */
export interface Clock {
  now(): number;
  after(milliseconds: number, run: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};

/**
 * Runs something when asked, at once if it can, but at most once an interval: requests that come too early become one
 * run at the end of the interval.
 */
export class Pace implements Disposable {
  readonly #interval: number;
  readonly #run: () => void;
  readonly #clock: Clock;
  #last = Number.NEGATIVE_INFINITY;
  #pending: Disposable | null = null;

  constructor(intervalMilliseconds: number, run: () => void, clock: Clock) {
    this.#interval = intervalMilliseconds;
    this.#run = run;
    this.#clock = clock;
  }

  request(): void {
    if (this.#pending) return;
    const wait = this.#last + this.#interval - this.#clock.now();
    if (wait <= 0) this.#runNow();
    else
      this.#pending = this.#clock.after(wait, () => {
        this.#runNow();
      });
  }

  /** Takes back what is pending and counts as a run, since whoever resets has just done the work by other means. */
  reset(): void {
    this.dispose();
    this.#last = this.#clock.now();
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#pending = null;
  }

  #runNow(): void {
    this.#pending = null;
    this.#last = this.#clock.now();
    this.#run();
  }
}
