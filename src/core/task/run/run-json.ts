import type { TaskRun } from './run-registry.ts';
import type { GraphTaskState } from './state.ts';
import { tasksJson } from './tasks-json.ts';

/** The stable shape of a run of tasks in JSON; keys are only ever added. */
export function taskRunJson(run: TaskRun, states: ReadonlyMap<string, GraphTaskState>) {
  const { id, status, agent, startedAt, endedAt, counts } = run;
  return { run: id, status, agent, startedAt, endedAt, counts, tasks: tasksJson(states) };
}
