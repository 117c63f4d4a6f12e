import type { TaskGraph } from '../graph/graph.ts';

/**
 * The priorities that tasks get when some are raised: they, and all that they wait for, which would hold them up
 * otherwise. Names that the graph does not have are passed over.
 */
export function raisedPriorities(
  { order, tasks }: TaskGraph,
  raised: ReadonlyMap<string, number>,
): Map<string, number> {
  const priorities = new Map<string, number>();
  if (raised.size === 0) return priorities;
  const raise = (name: string, priority: number) => {
    priorities.set(name, Math.max(priority, priorities.get(name) ?? 0));
  };
  for (const name of order.toReversed()) {
    const own = raised.get(name);
    if (own !== undefined) raise(name, own);
    const priority = priorities.get(name);
    if (priority === undefined) continue;
    for (const dependency of tasks.get(name)?.dependsOn ?? []) raise(dependency, priority);
  }
  return priorities;
}
