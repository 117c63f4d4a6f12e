import type { Disposable } from './disposable.ts';

export type Listener<T> = (event: T) => void;

/** A typed stream of events. A listener that throws does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();
  readonly #onListenerFault: (fault: unknown) => void;

  constructor(onListenerFault: (fault: unknown) => void) {
    this.#onListenerFault = onListenerFault;
  }

  subscribe(listener: Listener<T>): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  emit(event: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (fault) {
        this.#onListenerFault(fault);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
