import { isLeaseFree, releaseLease, takeLease } from './lease.ts';
import type { Store } from './store.ts';

/** For how long the role is taken, and when it is taken anew; ms. */
const term = { lasts: 10_000, renewal: 5_000 } as const;

/**
 * What one process of the machine does for all. Whoever asks while nobody does it, has it from then on for as long as it
 * keeps asking; another may take it once this process has ended or has not asked for ten seconds.
 */
export class Role {
  readonly #store: Store;
  readonly #name: string;
  #until = 0;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
  }

  /** Writes only to take the role, and every five seconds to keep it. */
  async isOurs(): Promise<boolean> {
    const now = Date.now();
    if (now < this.#until - term.renewal) return true;
    if (!isLeaseFree(this.#store, this.#name)) {
      this.#until = 0;
      return false;
    }
    const until = now + term.lasts;
    const isTaken = await this.#store.write((transaction) =>
      takeLease(transaction, this.#name, until),
    );
    this.#until = isTaken ? until : 0;
    return isTaken;
  }

  /** Lets another have it at once. */
  async release(): Promise<void> {
    if (this.#until === 0) return;
    this.#until = 0;
    await this.#store.write((transaction) => {
      releaseLease(transaction, this.#name);
    });
  }
}
