import type { TaskGraph } from '../graph/graph.ts';

/**
 * How long it takes at least from each task's start until all is done: itself and the longest chain of those that wait
 * for it. Of tasks that could start, the one with the most before it should, as ninja does (build.cc,
 * ComputeCriticalPath).
 *
 * @param milliseconds that a task is expected to take
 * @returns ms, by name
 */
export function criticalPath(
  graph: TaskGraph,
  milliseconds: (name: string) => number,
): Map<string, number> {
  const left = new Map<string, number>();
  for (const name of graph.order.toReversed()) {
    const after = graph.dependents.get(name) ?? [];
    const longest = after.reduce((most, each) => Math.max(most, left.get(each) ?? 0), 0);
    left.set(name, milliseconds(name) + longest);
  }
  return left;
}
