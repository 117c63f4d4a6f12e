import { isAlive } from '../../process/identity.ts';
import type { Store } from '../../store/store.ts';
import { type Claim, readClaims, releaseClaim } from './claim.ts';
import { stopMarked } from './task-command.ts';

/** How often to look whether those that have tasks are alive; ms. */
const livenessMs = 100;

/** Tasks of one run that other runs are doing at this moment, in this process or another. */
export class Elsewhere {
  readonly #store: Store;
  readonly #checkout: string;
  readonly #graceMs: number;
  readonly #claims = new Map<string, Claim>();
  readonly #awaited = new Map<string, number>();
  #lastLiveness = 0;

  constructor(store: Store, part: { readonly checkout: string; readonly graceMs: number }) {
    this.#store = store;
    this.#checkout = part.checkout;
    this.#graceMs = part.graceMs;
  }

  get isEmpty(): boolean {
    return this.#claims.size === 0;
  }

  add(name: string, claim: Claim): void {
    this.#claims.set(name, claim);
    this.#awaited.set(name, claim.attempt);
  }

  /** The attempt of another run that a task has waited for: what it says holds even if it began before this run. */
  awaited(name: string): number | null {
    return this.#awaited.get(name) ?? null;
  }

  clear(): void {
    this.#claims.clear();
  }

  /**
   * The tasks that nobody else is doing any more.
   *
   * @param isChanged whether another process has committed something since this was last asked
   */
  async over(isChanged: boolean): Promise<string[]> {
    if (this.isEmpty) return [];
    const now = performance.now();
    const isTime = now - this.#lastLiveness > livenessMs;
    // SQLite's data_version does not grow with what this very connection commits for another run.
    const isOwn = [...this.#claims.values()].some(({ owner }) => owner.pid === process.pid);
    if (!isChanged && !isTime && !isOwn) return [];
    if (isTime) this.#lastLiveness = now;
    const current = readClaims(this.#store, this.#checkout);
    const over: string[] = [];
    for (const [name, awaited] of this.#claims) {
      if (current.get(name)?.attempt === awaited.attempt) {
        if (!isTime || isAlive(awaited.owner)) continue;
        await this.#takeOver(awaited);
      }
      this.#claims.delete(name);
      over.push(name);
    }
    return over;
  }

  /** The process that had a task is gone. Its command may not be, and would write beside ours. */
  async #takeOver(claim: Claim): Promise<void> {
    await stopMarked(claim.uid, null, this.#graceMs);
    await this.#store.write((transaction) => {
      releaseClaim(transaction, claim);
    });
  }
}
