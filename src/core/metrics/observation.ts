import { listLiveAgents } from '../agent/registry.ts';
import type { Disposable } from '../disposable.ts';
import { Emitter, type Listener } from '../emitter.ts';
import type { Store } from '../store/store.ts';
import { History, type HistorySeries } from './history.ts';
import type { Sample } from './sample.ts';
import { Sampler } from './sampler.ts';
import { readUsage } from './stored-usage.ts';

/** Names the whole machine among the histories; no agent's id can be written so. */
export const machineHistory = '*machine*';

/** How often to sample while anybody listens; ms. */
const interval = 1000;

/** Samples the machine and the live agents while anybody listens, and costs nothing while nobody does. */
export class Observation implements Disposable {
  readonly #store: Store;
  readonly #onFault: (fault: unknown) => void;
  readonly #samples: Emitter<Sample>;
  readonly #sampler = new Sampler();
  readonly #histories = new Map<string, History>();
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
    if (this.#timer === undefined) {
      this.#prime();
      this.#timer = setInterval(() => {
        this.#tick();
      }, interval);
    }
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

  /** What was observed of an agent, or of `machineHistory`. */
  history(of: string): HistorySeries {
    return this.#historyOf(of).series();
  }

  dispose(): void {
    this.#stop();
    this.#samples.dispose();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Use is told as the mean since the look before, and so the first look tells nothing. */
  #prime(): void {
    try {
      this.#sampler.sample(listLiveAgents(this.#store));
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  #tick(): void {
    try {
      const sample = this.#sampler.sample(listLiveAgents(this.#store));
      const seconds = Date.parse(sample.time) / 1000;
      for (const { id, cpu, memory } of sample.agents) {
        this.#historyOf(id).add(seconds, cpu, memory);
      }
      const { cpu, memoryUsed } = sample.machine;
      this.#historyOf(machineHistory).add(seconds, cpu, memoryUsed);
      this.#samples.emit(sample);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  /** Starts with what supervisors have stored of an agent before anybody observed it here. */
  #historyOf(of: string): History {
    const known = this.#histories.get(of);
    if (known) return known;
    const history = new History();
    if (of !== machineHistory) {
      for (const { time, cpu, memory } of readUsage(this.#store, of, 0).samples) {
        history.add(Date.parse(time) / 1000, cpu, memory);
      }
    }
    this.#histories.set(of, history);
    return history;
  }
}
