import type { TaskRun } from '../../../core/task/run/run-registry.ts';
import type { GraphTaskState } from '../../../core/task/run/state.ts';

/** The stable shape of a run of tasks on the command line; keys are only ever added. */
export function taskRunJson(run: TaskRun, states: ReadonlyMap<string, GraphTaskState>) {
  const { id, status, agent, startedAt, endedAt, counts } = run;
  return {
    run: id,
    status,
    agent,
    startedAt,
    endedAt,
    counts,
    tasks: [...states].map(([name, state]) => ({
      name,
      status: state.status,
      cached: state.status === 'done' && state.how !== 'ran',
      how: state.status === 'done' ? state.how : null,
      reason: reasonOf(state),
      exitCode: state.status === 'failed' ? state.exitCode : null,
      milliseconds: 'milliseconds' in state ? state.milliseconds : null,
      log: 'log' in state ? state.log : null,
    })),
  };
}

function reasonOf(state: GraphTaskState): string | null {
  switch (state.status) {
    case 'failed':
      return state.reason;
    case 'skipped':
      return state.because === '' ? null : `"${state.because}" failed.`;
    case 'waiting':
    case 'running':
    case 'done':
    case 'cancelled':
      return null;
  }
}
