import type { TaskDeclaration } from '../declaration/declaration.ts';

/** Tasks with all that they depend on: without a cycle, and without two that make the same file. */
export interface TaskGraph {
  readonly tasks: ReadonlyMap<string, TaskDeclaration>;
  /** Every name, each after all that it depends on. */
  readonly order: readonly string[];
  /** Who depends directly on a task. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}
