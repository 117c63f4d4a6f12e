import { taskName } from './found-task.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

/**
 * The tasks of that name of the packages that one is built from. A package without the script stands for those that it
 * is built from itself.
 */
export function tasksOfUsed(
  own: WorkspacePackage,
  script: string,
  packages: readonly WorkspacePackage[],
): string[] {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const seen = new Set([own]);
  const tasks: string[] = [];
  // Grows while it is gone through.
  for (const each of seen) {
    if (each !== own && each.scripts.has(script)) {
      tasks.push(taskName(each.directory, script));
      continue;
    }
    for (const name of each.dependencies) {
      const used = byName.get(name);
      if (used) seen.add(used);
    }
  }
  return tasks;
}
