import { rmSync } from 'node:fs';
import type { Store, Transaction } from '../../store/store.ts';
import { type TaskRun, writeStates } from './run-registry.ts';
import type { GraphTaskState } from './state.ts';

/**
 * Gathers what is to be written of a run, and writes it in one transaction: a hundred tasks that end in one moment cost
 * one.
 */
export class Recorder {
  readonly #store: Store;
  readonly #run: TaskRun;
  readonly #told: (name: string, state: GraphTaskState) => void;
  #writes: ((transaction: Transaction) => void)[] = [];
  #states = new Map<string, GraphTaskState>();
  #obsolete: string[] = [];

  /** @param told hears of each state right after it is committed */
  constructor(
    store: Store,
    run: TaskRun,
    told: (name: string, state: GraphTaskState) => void = () => undefined,
  ) {
    this.#store = store;
    this.#run = run;
    this.#told = told;
  }

  state(name: string, state: GraphTaskState): void {
    this.#states.set(name, state);
  }

  write(work: (transaction: Transaction) => void): void {
    this.#writes.push(work);
  }

  /** A file that nothing names any more once this is written. */
  discard(file: string): void {
    this.#obsolete.push(file);
  }

  /**
   * Writes what there is, if anything; `also` runs in the same transaction, after the rest, and may tell of states. It
   * runs again when another process was in the way.
   */
  async flush<T>(
    also?: (transaction: Transaction, state: (name: string, state: GraphTaskState) => void) => T,
  ): Promise<T | undefined> {
    if (!also && this.#writes.length === 0 && this.#states.size === 0) return undefined;
    const writes = this.#writes;
    const before = this.#states;
    const obsolete = this.#obsolete;
    this.#writes = [];
    this.#states = new Map();
    this.#obsolete = [];
    const { result, states } = await this.#store.write(
      (transaction) => {
        for (const write of writes) write(transaction);
        const all = new Map(before);
        const outcome = also?.(transaction, (name, state) => all.set(name, state));
        if (all.size > 0) writeStates(transaction, this.#run, all);
        return { result: outcome, states: all };
      },
      { fromReserve: true },
    );
    for (const [name, state] of states) this.#told(name, state);
    for (const file of obsolete) rmSync(file, { force: true });
    return result;
  }
}
