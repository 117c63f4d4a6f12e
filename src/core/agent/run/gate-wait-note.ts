import { classGates } from '../../resource/gates.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { GateWait } from '../../task/gate-wait.ts';
import type { Task } from '../../task/task.ts';

/** What the note changes of a task. */
export type WaitChange = Partial<Pick<Task, 'reason' | 'wait'>>;

/**
 * Keeps a task's row saying what it waits for at the gate of its class and since when, and for how long it did. Writes
 * one after the other, in the order in which they were told.
 */
export class GateWaitNote {
  readonly #class: ResourceClass;
  /** What the row says while it does not wait. */
  readonly #reason: string | null;
  readonly #write: (change: WaitChange) => Promise<unknown>;
  readonly #onFault: (fault: unknown) => void;
  #wait: GateWait | null = null;
  #written: Promise<unknown> = Promise.resolve();

  constructor(part: {
    readonly class: ResourceClass;
    readonly reason: string | null;
    readonly write: (change: WaitChange) => Promise<unknown>;
    readonly onFault: (fault: unknown) => void;
  }) {
    this.#class = part.class;
    this.#reason = part.reason;
    this.#write = part.write;
    this.#onFault = part.onFault;
  }

  /** It waits; `reason` says who is in the way. */
  waits(reason: string): void {
    const since = this.#wait?.since ?? new Date().toISOString();
    this.#wait = { gate: classGates[this.#class], reason, since, until: null };
    this.#queue({ reason, wait: this.#wait });
  }

  /** It has its place. Settles once all is written; at once where it never waited. */
  async isThrough(): Promise<void> {
    if (this.#wait === null) return;
    const wait = { ...this.#wait, until: new Date().toISOString() };
    this.#queue({ reason: this.#reason, wait });
    await this.#written;
  }

  #queue(change: WaitChange): void {
    this.#written = this.#written.then(() => this.#write(change)).catch(this.#onFault);
  }
}
