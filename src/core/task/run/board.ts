import type { TaskGraph } from '../graph/graph.ts';
import { type GraphTaskState, isFinal } from './state.ts';

/**
 * Where each task of one run stands, and what that makes of those that depend on it. Counts down, so that a graph of
 * any size and depth is gone through once and without recursion.
 */
export class Board {
  readonly #graph: TaskGraph;
  readonly #states = new Map<string, GraphTaskState>();
  readonly #missing = new Map<string, number>();
  readonly #onState: (name: string, state: GraphTaskState) => void;
  #open: number;

  constructor(graph: TaskGraph, onState: (name: string, state: GraphTaskState) => void) {
    this.#graph = graph;
    this.#onState = onState;
    this.#open = graph.tasks.size;
    for (const [name, { dependsOn }] of graph.tasks) {
      this.#missing.set(name, new Set(dependsOn).size);
    }
  }

  /** How many tasks have not ended. */
  get open(): number {
    return this.#open;
  }

  get states(): ReadonlyMap<string, GraphTaskState> {
    return this.#states;
  }

  /** The tasks that depend on nothing. */
  first(): string[] {
    return this.#graph.order.filter((name) => this.#missing.get(name) === 0);
  }

  /** The tasks that have not ended. */
  unfinished(): string[] {
    return this.#graph.order.filter((name) => {
      const state = this.#states.get(name);
      return state === undefined || !isFinal(state);
    });
  }

  /** Whether a task has ended. */
  isOver(name: string): boolean {
    const state = this.#states.get(name);
    return state !== undefined && isFinal(state);
  }

  set(name: string, state: GraphTaskState): void {
    if (this.isOver(name)) return;
    if (isFinal(state)) this.#open -= 1;
    this.#states.set(name, state);
    this.#onState(name, state);
  }

  /** Takes a state that is recorded already. */
  note(name: string, state: GraphTaskState): void {
    this.#states.set(name, state);
  }

  /** Ends a task well; returns those that were only waiting for it. */
  complete(name: string, state: GraphTaskState): string[] {
    this.set(name, state);
    const released: string[] = [];
    for (const dependent of this.#graph.dependents.get(name) ?? []) {
      const left = this.#missing.get(dependent);
      if (left === undefined) continue;
      this.#missing.set(dependent, left - 1);
      if (left === 1) released.push(dependent);
    }
    return released;
  }

  /** Ends a task otherwise, and all that depends on it. */
  fail(name: string, state: GraphTaskState): void {
    this.set(name, state);
    const left = [...(this.#graph.dependents.get(name) ?? [])];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      // What another failure has ended has ended all that depends on it as well.
      if (!this.#graph.tasks.has(next) || this.isOver(next)) continue;
      this.set(next, { status: 'skipped', because: name });
      left.push(...(this.#graph.dependents.get(next) ?? []));
    }
  }
}
