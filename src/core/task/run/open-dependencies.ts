import type { TaskGraph } from '../graph/graph.ts';
import { selectTasks } from '../graph/select-tasks.ts';
import type { TaskRun } from './run-registry.ts';
import type { Standing } from './standing.ts';
import { isFinal } from './state.ts';

export interface OpenDependencies {
  readonly run: TaskRun;
  /** Of those that a task depends on directly, the ones that are still to be done. */
  readonly names: readonly string[];
}

/**
 * The tasks of runs under way that cannot start yet. A run records nothing of a task before it has looked at it, and it
 * looks once all that the task depends on is done.
 */
export function openDependencies(
  graph: TaskGraph,
  standings: ReadonlyMap<string, Standing>,
  live: readonly TaskRun[],
): Map<string, OpenDependencies> {
  const found = new Map<string, OpenDependencies>();
  for (const run of live) {
    // Names that were declared when the run began, and are not any more, are its own affair.
    const names = run.names.filter((name) => graph.tasks.has(name));
    const { order, tasks } = selectTasks(graph, names);
    const open = new Set<string>();
    for (const name of order) {
      const standing = standings.get(name);
      const isOver = standing?.run?.id === run.id && isFinal(standing.state);
      const isOpen = standing !== undefined && !isFinal(standing.state);
      const missing = (tasks.get(name)?.dependsOn ?? []).filter((each) => open.has(each));
      if (isOpen || (missing.length > 0 && !isOver)) open.add(name);
      if (!isOpen && missing.length > 0 && !isOver) found.set(name, { run, names: missing });
    }
  }
  return found;
}
