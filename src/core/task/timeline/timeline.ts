import type { Store } from '../../store/store.ts';
import { listTasksSince } from '../registry.ts';
import type { Task } from '../task.ts';
import { readSpans } from './graph-spans.ts';
import type { TimelineEntry } from './timeline-entry.ts';

export type { TimelineEntry };

/** Entries of each kind that are read at most: the latest. */
const entriesRead = 500;

/**
 * What ran, and what waited for a place, since an instant: commands of agents and tasks of graphs, of all checkouts of
 * this user, in the order in which they began.
 *
 * @param since ms since the epoch; what had ended before is left out
 */
export function readTimeline(store: Pick<Store, 'all' | 'get'>, since: number): TimelineEntry[] {
  const from = new Date(since).toISOString();
  const entries = [
    ...listTasksSince(store, from, entriesRead).map(entryOf),
    ...readSpans(store, from, entriesRead),
  ];
  return entries.sort((one, other) => beginning(one).localeCompare(beginning(other)));
}

function entryOf(task: Task): TimelineEntry {
  const { id, agent, name, directory, status, wait, startedAt, endedAt } = task;
  const isWaiting = endedAt === null && wait?.until === null;
  return {
    id: `task/${String(id)}`,
    origin: 'agent',
    agent,
    checkout: directory,
    name,
    status: isWaiting ? 'waiting' : status,
    wait: wait
      ? {
          obstacle: wait.gate,
          reason: wait.reason,
          since: wait.since,
          until: wait.until ?? endedAt,
        }
      : null,
    startedAt: isWaiting ? null : startedAt,
    endedAt,
  };
}

function beginning({ wait, startedAt }: TimelineEntry): string {
  return wait?.since ?? startedAt ?? '';
}
