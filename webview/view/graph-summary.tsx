import type { VNode } from 'preact';
import type { StandingView } from '../../src/extension/dashboard/contract.ts';
import { formatCount } from '../../src/core/quantities.ts';
import { Icon, type IconName } from './icons.tsx';

/** The sign of each status, which its word stands beside wherever there is room. */
export const taskIcons: Readonly<Record<StandingView['status'], IconName>> = {
  idle: 'idle',
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
  skipped: 'skipped',
};

const order = ['failed', 'running', 'waiting', 'done', 'skipped', 'cancelled', 'idle'] as const;

export interface GraphSummaryProps {
  readonly standings: readonly StandingView[];
  readonly count: number;
  readonly left: number;
}

/** How many tasks stand in which way. It is also what explains the signs. */
export function GraphSummary({ standings, count, left }: GraphSummaryProps): VNode {
  const counts = Map.groupBy(standings.slice(0, count), ({ status }) => status);
  const cached = counts.get('done')?.filter((standing) => standing.cached).length ?? 0;
  return (
    <ul class="graph-summary" aria-label="Tasks by status">
      {order.map((status) => {
        const number = counts.get(status)?.length ?? 0;
        if (number === 0) return null;
        return (
          <li key={status} class={`task-${status}`}>
            <Icon name={taskIcons[status]} />
            {formatCount(number)} {status}
            {status === 'done' && cached > 0 && ` (${formatCount(cached)} cached)`}
          </li>
        );
      })}
      {left > 0 && <li class="note">{formatCount(left)} more are not drawn</li>}
    </ul>
  );
}
