import { EventEmitter } from 'vscode';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { Engine } from '../core/engine.ts';
import { type LanekeeperError, toLanekeeperError } from '../core/error.ts';

export type EngineState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly engine: Engine }
  | { readonly kind: 'failed'; readonly error: LanekeeperError };

/**
 * The one way to the engine. It opens once, at the first call that needs it; whoever calls before that waits, and when
 * it could not be opened everybody hears the same error.
 */
export class EngineAccess implements Disposable {
  readonly #open: () => Promise<Engine>;
  readonly #changed = new EventEmitter<EngineState>();
  #state: EngineState = { kind: 'closed' };
  #opening: Promise<Engine> | null = null;
  #disposed = false;
  /** How much work is under way that an engine was handed to, whichever it is. */
  #held = 0;
  /** Engines that have a successor and may still be worked with. */
  readonly #retired: Engine[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(open: () => Promise<Engine>) {
    this.#open = open;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** @throws LanekeeperError why the engine could not be opened */
  ready(): Promise<Engine> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  /** Does work with the engine that takes a while: the engine lasts until the work is done, successor or not. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
      this.#disposeRetired();
    }
  }

  /**
   * Opens the engine with what the settings say. One that is open keeps serving until its successor is, and for good
   * when there is none.
   *
   * @throws LanekeeperError why the engine could not be opened
   */
  async reopen(): Promise<Engine> {
    await this.#opening?.catch(() => undefined);
    const previous = this.#state.kind === 'open' ? this.#state.engine : null;
    if (!previous) {
      this.#opening = this.#start();
      return this.#opening;
    }
    const engine = await this.#open();
    if (this.#disposed) {
      engine.dispose();
      return engine;
    }
    this.#opening = Promise.resolve(engine);
    this.#become({ kind: 'open', engine });
    this.#retired.push(previous);
    this.#disposeRetired();
    return engine;
  }

  /** Runs `attach` for the engine that is open and for each that follows; what it returns ends with its engine. */
  attach(attach: (engine: Engine) => Disposable): Disposable {
    let current: Disposable | null = null;
    const follow = (state: EngineState): void => {
      current?.dispose();
      current = state.kind === 'open' ? attach(state.engine) : null;
    };
    follow(this.#state);
    const list = new DisposableList();
    list.add({ dispose: () => current?.dispose() });
    list.add(this.#changed.event(follow));
    return list;
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#state.kind === 'open') this.#state.engine.dispose();
    for (const engine of this.#retired.splice(0)) engine.dispose();
    this.#state = { kind: 'closed' };
    this.#changed.dispose();
  }

  async #start(): Promise<Engine> {
    this.#become({ kind: 'opening' });
    try {
      const engine = await this.#open();
      if (this.#disposed) engine.dispose();
      else this.#become({ kind: 'open', engine });
      return engine;
    } catch (thrown) {
      const error = toLanekeeperError(thrown);
      this.#become({ kind: 'failed', error });
      throw error;
    }
  }

  #disposeRetired(): void {
    if (this.#held > 0) return;
    for (const engine of this.#retired.splice(0)) engine.dispose();
  }

  #become(state: EngineState): void {
    if (this.#disposed) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}
