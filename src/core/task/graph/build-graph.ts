import { LanekeeperError } from '../../error.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import { findCycle } from './find-cycle.ts';
import type { TaskGraph } from './graph.ts';
import { nearestName } from './nearest-name.ts';
import { outputConflicts } from './outputs.ts';

/**
 * Makes a graph of declared tasks.
 *
 * @throws LanekeeperError task-declaration-invalid for a name declared twice, task-not-found for a dependency that
 *   there is not, task-cycle, task-outputs-overlap
 */
export function buildGraph(declarations: Iterable<TaskDeclaration>): TaskGraph {
  const tasks = new Map<string, TaskDeclaration>();
  for (const task of declarations) {
    const other = tasks.get(task.name);
    if (other) throw declaredTwice(task, other);
    tasks.set(task.name, task);
  }
  for (const task of tasks.values()) {
    for (const name of task.dependsOn) {
      if (!tasks.has(name)) throw dependencyMissing(task, name, tasks.keys());
    }
  }
  const graph = linkTasks(tasks.values());
  if (graph.order.length < tasks.size) throw cycle(tasks, graph.order);
  for (const { said, cure } of outputConflicts(tasks.values())) {
    throw new LanekeeperError('task-outputs-overlap', said, cure);
  }
  return graph;
}

/** The graph of tasks that are known to make one; what stands in a cycle is missing in its order. */
export function linkTasks(declarations: Iterable<TaskDeclaration>): TaskGraph {
  const tasks = new Map([...declarations].map((task) => [task.name, task]));
  const dependents = new Map<string, string[]>([...tasks.keys()].map((name) => [name, []]));
  for (const task of tasks.values()) {
    for (const name of new Set(task.dependsOn)) dependents.get(name)?.push(task.name);
  }
  return { tasks, order: sort(tasks, dependents), dependents };
}

/** Kahn's algorithm, without recursion: a chain may be thousands deep. What stands in a cycle is left out. */
function sort(
  tasks: ReadonlyMap<string, TaskDeclaration>,
  dependents: ReadonlyMap<string, readonly string[]>,
): string[] {
  const missing = new Map([...tasks].map(([name, task]) => [name, new Set(task.dependsOn).size]));
  const order = [...tasks.keys()].filter((name) => missing.get(name) === 0);
  // Grows while it is gone through.
  for (const name of order) {
    for (const dependent of dependents.get(name) ?? []) {
      const left = (missing.get(dependent) ?? 0) - 1;
      missing.set(dependent, left);
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

function cycle(
  tasks: ReadonlyMap<string, TaskDeclaration>,
  sorted: readonly string[],
): LanekeeperError {
  const done = new Set(sorted);
  const left = new Map([...tasks].filter(([name]) => !done.has(name)));
  const names = findCycle(left);
  return new LanekeeperError(
    'task-cycle',
    `These tasks wait for each other: ${names.join(' → ')}.`,
    `Remove one of these dependencies in ${sourcesOf(names, tasks)}.`,
  );
}

function sourcesOf(names: readonly string[], tasks: ReadonlyMap<string, TaskDeclaration>): string {
  return [...new Set(names.flatMap((name) => tasks.get(name)?.source.file ?? []))].join(', ');
}

function declaredTwice(task: TaskDeclaration, other: TaskDeclaration): LanekeeperError {
  return new LanekeeperError(
    'task-declaration-invalid',
    `The task "${task.name}" is declared in ${other.source.file} and again in ${task.source.file}.`,
    'Give one of them another name.',
  );
}

function dependencyMissing(
  task: TaskDeclaration,
  missing: string,
  names: Iterable<string>,
): LanekeeperError {
  const near = nearestName(missing, names);
  return new LanekeeperError(
    'task-not-found',
    `The task "${task.name}" of ${task.source.file} depends on "${missing}", which there is not.`,
    near === null
      ? 'Declare it, or remove the dependency.'
      : `Did you mean "${near}"? Otherwise declare it, or remove the dependency.`,
  );
}
