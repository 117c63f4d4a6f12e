import type { Agent } from '../../core/agent/agent.ts';
import type { Disposable } from '../../core/disposable.ts';

/** VS Code opens the terminal of a profile at once, unless it is busy or the user has closed its window. */
const patienceMs = 60_000;

/** Agents that were spawned for a terminal which VS Code is about to open, until it does or takes too long. */
export class AwaitedShells implements Disposable {
  readonly #overdue: (id: string) => void;
  readonly #awaited = new Map<string, { readonly id: string; readonly limit: NodeJS.Timeout }>();

  /** @param overdue called with the id of an agent whose terminal never came */
  constructor(overdue: (id: string) => void) {
    this.#overdue = overdue;
  }

  add({ id, uid }: Pick<Agent, 'id' | 'uid'>): void {
    const limit = setTimeout(() => {
      this.#awaited.delete(uid);
      this.#overdue(id);
    }, patienceMs);
    this.#awaited.set(uid, { id, limit });
  }

  /** The id of the agent with this uid, once; undefined where none is awaited. */
  take(uid: string): string | undefined {
    const awaited = this.#awaited.get(uid);
    if (!awaited) return undefined;
    clearTimeout(awaited.limit);
    this.#awaited.delete(uid);
    return awaited.id;
  }

  dispose(): void {
    for (const { limit } of this.#awaited.values()) clearTimeout(limit);
    this.#awaited.clear();
  }
}
