import type { TaskRun } from '../../../core/task/run/run-registry.ts';
import type { GraphTaskState } from '../../../core/task/run/state.ts';
import { tasksJson } from '../../../core/task/run/tasks-json.ts';

/** The stable shape of a run of tasks on the command line; keys are only ever added. */
export function taskRunJson(run: TaskRun, states: ReadonlyMap<string, GraphTaskState>) {
  const { id, status, agent, startedAt, endedAt, counts } = run;
  return { run: id, status, agent, startedAt, endedAt, counts, tasks: tasksJson(states) };
}
