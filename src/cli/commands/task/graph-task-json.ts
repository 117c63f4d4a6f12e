import type { GraphTask } from '../../../core/task/graph-task.ts';

/** The stable shape of a task and how it stands on the command line; keys are only ever added. */
export function graphTaskJson(task: GraphTask) {
  const { name, declaration, status, reason, priority, agent, fingerprint, cached } = task;
  return { name, class: declaration.class, status, reason, priority, agent, fingerprint, cached };
}
