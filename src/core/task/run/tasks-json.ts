import { reasonOf } from './reason.ts';
import type { GraphTaskState } from './state.ts';

/** The stable shape of tasks of a run in JSON; keys are only ever added. */
export function tasksJson(states: ReadonlyMap<string, GraphTaskState>) {
  return [...states].map(([name, state]) => ({
    name,
    status: state.status,
    cached: state.status === 'done' && state.how !== 'ran',
    how: state.status === 'done' ? state.how : null,
    reason: reasonOf(state),
    exitCode: state.status === 'failed' ? state.exitCode : null,
    milliseconds: 'milliseconds' in state ? state.milliseconds : null,
    log: 'log' in state ? state.log : null,
  }));
}
