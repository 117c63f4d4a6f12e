import type { Disposable } from '../../core/disposable.ts';
import { type Clock, Pace } from './pace.ts';
import type { Part } from './parts.ts';

/** Gathers what has changed, and tells it at most once an interval. */
export class Changes implements Disposable {
  readonly #parts = new Set<Part>();
  readonly #pace: Pace;

  constructor(milliseconds: number, onDue: (parts: readonly Part[]) => void, clock: Clock) {
    const tell = () => {
      const parts = [...this.#parts];
      this.#parts.clear();
      onDue(parts);
    };
    this.#pace = new Pace(milliseconds, tell, clock);
  }

  add(parts: readonly Part[]): void {
    if (parts.length === 0) return;
    for (const part of parts) this.#parts.add(part);
    this.#pace.request();
  }

  /** Forgets what has changed, since all of it was just told by other means. */
  reset(): void {
    this.#parts.clear();
    this.#pace.reset();
  }

  dispose(): void {
    this.#pace.dispose();
  }
}
