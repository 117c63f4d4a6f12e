import { formatTime } from '../../core/quantities.ts';
import { reasonOf } from '../../core/task/run/reason.ts';
import type { GraphTaskState } from '../../core/task/run/state.ts';
import { unreachable } from '../../core/unreachable.ts';

/** What the terminal of a run says when a task gets into a state; null for what is no news. */
export function outcomeText(name: string, state: GraphTaskState): string | null {
  switch (state.status) {
    case 'waiting':
      return state.reason.kind === 'dependencies'
        ? null
        : `${name}: ${reasonOf(state) ?? 'waiting'}`;
    case 'running':
      return `${name}: started`;
    case 'done':
      return `${name}: ${wayText(state)}`;
    case 'failed':
      return `${name}: failed. ${state.reason}`;
    case 'cancelled':
      return `${name}: stopped`;
    case 'skipped':
      return `${name}: not started`;
    default:
      return unreachable(state);
  }
}

function wayText({ how, milliseconds }: Extract<GraphTaskState, { status: 'done' }>): string {
  const time = milliseconds === null ? '' : ` in ${formatTime(milliseconds)}`;
  switch (how) {
    case 'ran':
      return `done${time}`;
    case 'joined':
      return `done${time} by another run`;
    case 'fresh':
      return 'nothing had changed; what it printed when it was last done:';
    case 'restored':
      return 'restored from a kept result; what it printed when that was made:';
    default:
      return unreachable(how);
  }
}
