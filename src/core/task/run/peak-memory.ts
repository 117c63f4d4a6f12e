import type { Disposable } from '../../disposable.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import { readProcessTable } from '../../process/process-table.ts';

/** Short tasks end before they are looked at: they cost nothing, and take little. */
const intervalMs = 500;

/** Looks at the memory of running commands and all that descends from them, as long as there are any. */
export class PeakMemory implements Disposable {
  readonly #peaks = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;

  add({ pid }: ProcessIdentity): void {
    this.#peaks.set(pid, 0);
    this.#timer ??= setInterval(() => {
      this.#sample();
    }, intervalMs).unref();
  }

  /** The highest sum seen, and ends looking; null if it was never seen. Bytes. */
  take({ pid }: ProcessIdentity): number | null {
    const peak = this.#peaks.get(pid) ?? 0;
    this.#peaks.delete(pid);
    if (this.#peaks.size === 0) this.dispose();
    return peak > 0 ? peak : null;
  }

  dispose(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #sample(): void {
    const sums = new Map<number, number>();
    // Each command leads a session, which only its descendants are in (setsid(2)).
    for (const { session, residentBytes } of readProcessTable()) {
      if (!this.#peaks.has(session)) continue;
      sums.set(session, (sums.get(session) ?? 0) + residentBytes);
    }
    for (const [pid, sum] of sums) this.#peaks.set(pid, Math.max(sum, this.#peaks.get(pid) ?? 0));
  }
}
