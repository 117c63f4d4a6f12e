import { LanekeeperError } from '../../error.ts';
import type { TaskGraph } from './graph.ts';
import { nearestName } from './nearest-name.ts';

/**
 * The part of a graph that is needed to run the named tasks: they, and all that they depend on.
 *
 * @throws LanekeeperError task-not-found
 */
export function selectTasks(graph: TaskGraph, names: readonly string[]): TaskGraph {
  const wanted = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (wanted.has(name)) continue;
    const task = graph.tasks.get(name);
    if (!task) throw taskNotFound(name, graph.tasks.keys());
    wanted.add(name);
    pending.push(...task.dependsOn);
  }
  return {
    tasks: new Map([...graph.tasks].filter(([name]) => wanted.has(name))),
    order: graph.order.filter((name) => wanted.has(name)),
    dependents: new Map(
      [...graph.dependents]
        .filter(([name]) => wanted.has(name))
        .map(([name, dependents]) => [name, dependents.filter((each) => wanted.has(each))]),
    ),
  };
}

/** @param names those there are */
export function taskNotFound(name: string, names: Iterable<string>): LanekeeperError {
  const near = nearestName(name, names);
  return new LanekeeperError(
    'task-not-found',
    `There is no task "${name}".`,
    near === null
      ? 'See those there are with "lanekeeper task list".'
      : `Did you mean "${near}"? See those there are with "lanekeeper task list".`,
  );
}
