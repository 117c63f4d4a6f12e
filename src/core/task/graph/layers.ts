import type { TaskGraph } from './graph.ts';

/**
 * How many tasks one after the other must be done before each: 0 for those that depend on nothing, for the others one
 * more than the highest of what they depend on.
 */
export function layersOf({
  order,
  tasks,
}: Pick<TaskGraph, 'order' | 'tasks'>): Map<string, number> {
  const layers = new Map<string, number>();
  for (const name of order) {
    const below = (tasks.get(name)?.dependsOn ?? []).map((each) => layers.get(each) ?? 0);
    layers.set(name, below.length === 0 ? 0 : Math.max(...below) + 1);
  }
  return layers;
}
