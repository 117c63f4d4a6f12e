import { listLiveAgents } from '../agent/registry.ts';
import { takeLease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { Sampler } from './sampler.ts';
import { insertSamples } from './stored-usage.ts';

/** How often usage is stored; ms. */
const interval = 10_000;

const lease = 'usage-recorder';

/**
 * Stores what every live agent uses, once for the machine: of all supervisors one holds the lease and samples, and
 * another takes over when it ends.
 */
export class UsageRecorder {
  readonly #store: Store;
  readonly #onFault: (fault: unknown) => void;
  readonly #sampler = new Sampler();
  #timer: NodeJS.Timeout | undefined;
  #recording: Promise<void> = Promise.resolve();

  constructor(store: Store, onFault: (fault: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#recording = this.#record().catch(this.#onFault);
    }, interval);
    // An agent's end must not wait for the next tick.
    this.#timer.unref();
    this.#recording = this.#record().catch(this.#onFault);
  }

  /** Records once more, so that an agent that lived for a moment is told of as well. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#recording;
    await this.#record().catch(this.#onFault);
  }

  async #record(): Promise<void> {
    const now = Date.now();
    const agents = listLiveAgents(this.#store);
    const isRecorder = await this.#store.write((transaction) =>
      takeLease(transaction, lease, now + 2 * interval),
    );
    if (!isRecorder) return;
    const sample = this.#sampler.sample(agents);
    await this.#store.write((transaction) => {
      insertSamples(transaction, sample);
    });
  }
}
