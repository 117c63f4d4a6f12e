import type { TaskGraph } from '../../../core/task/graph/graph.ts';

export interface DependencyLine {
  /** The branches of the tree before the name. */
  readonly indent: string;
  readonly name: string;
  /** What it depends on stands at an earlier line of the same name. */
  readonly isRepeated: boolean;
}

interface Pending {
  readonly name: string;
  /** Before the name, and before the names below it. */
  readonly indent: string;
  readonly below: string;
}

/**
 * A graph as a tree: first what nothing depends on, below each task what it depends on. A task with dependencies of its
 * own is told once, so that there are no more lines than tasks and dependencies. Without recursion: a chain may be
 * thousands deep.
 */
export function dependencyLines({ order, tasks, dependents }: TaskGraph): DependencyLine[] {
  const roots = order.filter((name) => (dependents.get(name) ?? []).length === 0);
  const pending = roots.reverse().map((name): Pending => ({ name, indent: '', below: '' }));
  const told = new Set<string>();
  const lines: DependencyLine[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { name, indent, below } = next;
    const names = [...new Set(tasks.get(name)?.dependsOn ?? [])];
    const isRepeated = told.has(name) && names.length > 0;
    told.add(name);
    lines.push({ indent, name, isRepeated });
    if (isRepeated) continue;
    // Taken from the end, so that the first is told first.
    for (const [index, dependency] of [...names.entries()].reverse()) {
      const isLast = index === names.length - 1;
      pending.push({
        name: dependency,
        indent: `${below}${isLast ? '└─ ' : '├─ '}`,
        below: `${below}${isLast ? '   ' : '│  '}`,
      });
    }
  }
  return lines;
}
