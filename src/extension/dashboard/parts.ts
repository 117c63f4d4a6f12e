import type { LanekeeperEvent } from '../../core/events.ts';
import { unreachable } from '../../core/unreachable.ts';

/** What the page is told of in messages of its own. */
export type Part =
  | 'agents'
  | 'tasks'
  | 'contention'
  | 'totals'
  | 'timeline'
  | 'projects'
  | 'standings'
  | 'caches'
  | 'machine'
  | 'sample';

/** Parts that are long: told less often than they change. */
export const longParts: ReadonlySet<Part> = new Set(['timeline', 'standings']);

/** What an event changes of the page. An event that is not shown changes nothing. */
export function partsOf(event: LanekeeperEvent): readonly Part[] {
  switch (event.type) {
    case 'agent-spawned':
    case 'agent-status-changed':
    case 'agent-changed':
    case 'drift-detected':
      return ['agents'];
    case 'agent-removed':
      return ['agents', 'tasks', 'contention', 'timeline'];
    case 'task-changed':
      return ['tasks', 'timeline'];
    case 'contention-opened':
    case 'contention-changed':
    case 'contention-closed':
      // What has ended counts; what blocks nobody has ended when it is seen.
      return event.contention.until === null ? ['contention'] : ['contention', 'totals'];
    // The window asks the caches once for all that shows them, and says when they have answered.
    case 'cache-counted':
    case 'artifacts-cleaned':
    case 'processes-left-behind':
    case 'isolation-breach':
    case 'paths-claimed':
    case 'paths-released':
      return [];
    case 'run-started':
    case 'graph-task-raised':
      return ['standings'];
    case 'run-ended':
    case 'graph-tasks-changed':
      return ['timeline', 'standings'];
    default:
      return unreachable(event);
  }
}
