import path from 'node:path';
import type { TimelineEntry } from '../../core/task/timeline/timeline-entry.ts';
import { timelineSeconds, type TimelineEntryView } from './contract.ts';
import type { DashboardEngine } from './dashboard-engine.ts';

/** As many bars as can be told apart: those that go on, and of the others those that ended last. */
const entriesShown = 400;

/** What ran and what waited in the last hour, at `now` (ms since the epoch). */
export function timelineView(engine: DashboardEngine, now: number): TimelineEntryView[] {
  const entries = engine.timeline(now - timelineSeconds * 1000);
  const last = entries.toSorted((one, other) => endOf(other) - endOf(one));
  const shown = new Set(last.slice(0, entriesShown));
  return entries
    .filter((entry) => shown.has(entry))
    .map(({ id, origin, agent, checkout, name, status, wait, startedAt, endedAt }) => ({
      ...{ id, origin, agent, name, status, startedAt, endedAt },
      place: path.basename(checkout),
      wait: wait && {
        ...{ obstacle: wait.obstacle, reason: wait.reason, since: wait.since, until: wait.until },
      },
    }));
}

/** ms since the epoch; later than all that have ended while it goes on. */
function endOf({ endedAt }: TimelineEntry): number {
  return endedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(endedAt);
}
