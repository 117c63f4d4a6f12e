import { isLive } from '../agent/agent-status.ts';
import { listAgents } from '../agent/registry.ts';
import type { Disposable } from '../disposable.ts';
import { Emitter, type Listener } from '../emitter.ts';
import type { Store } from '../store/store.ts';
import { History, type HistorySeries } from './history.ts';
import type { Sample } from './sample.ts';
import { Sampler } from './sampler.ts';

/** How often to sample while anybody listens; ms. */
const interval = 1000;

/** Samples the machine and the live agents while anybody listens, and costs nothing while nobody does. */
export class Observation implements Disposable {
  readonly #store: Store;
  readonly #onFault: (fault: unknown) => void;
  readonly #samples: Emitter<Sample>;
  readonly #sampler = new Sampler();
  readonly #history = new History();
  #listeners = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, onFault: (fault: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
    this.#samples = new Emitter<Sample>(onFault);
  }

  subscribe(listener: Listener<Sample>): Disposable {
    const subscription = this.#samples.subscribe(listener);
    this.#listeners += 1;
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, interval);
    let ended = false;
    return {
      dispose: () => {
        if (ended) return;
        ended = true;
        subscription.dispose();
        this.#listeners -= 1;
        if (this.#listeners === 0) this.#stop();
      },
    };
  }

  /** What was observed of an agent, or of `machine`. */
  history(of: string): HistorySeries {
    return this.#history.series(of);
  }

  dispose(): void {
    this.#stop();
    this.#samples.dispose();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    try {
      const agents = listAgents(this.#store).filter((agent) => isLive(agent.status));
      const sample = this.#sampler.sample(agents);
      this.#history.add(sample);
      this.#samples.emit(sample);
    } catch (fault) {
      this.#onFault(fault);
    }
  }
}
