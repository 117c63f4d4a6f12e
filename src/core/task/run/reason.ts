import { unreachable } from '../../unreachable.ts';
import type { GraphTaskState, WaitReason } from './state.ts';

/** Why a task waits, failed or was passed over, as a sentence; null where there is nothing to say. */
export function reasonOf(state: GraphTaskState): string | null {
  switch (state.status) {
    case 'waiting':
      return waitText(state.reason);
    case 'failed':
      return state.reason;
    case 'skipped':
      return state.because === '' ? null : `"${state.because}" failed or was stopped.`;
    case 'running':
    case 'done':
    case 'cancelled':
      return null;
    default:
      return unreachable(state);
  }
}

function waitText(reason: WaitReason): string {
  switch (reason.kind) {
    case 'dependencies':
      return 'It waits for tasks that it depends on.';
    case 'elsewhere':
      return `The process ${String(reason.pid)} does it for another run, and its result is waited for.`;
    case 'resources':
    case 'retry':
      return sentence(reason.text);
    default:
      return unreachable(reason);
  }
}

function sentence(text: string): string {
  const start = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return start.endsWith('.') ? start : `${start}.`;
}
