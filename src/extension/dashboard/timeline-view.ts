import path from 'node:path';
import { timelineSeconds, type TimelineEntryView } from './contract.ts';
import type { DashboardEngine } from './dashboard-engine.ts';

/** As many bars as can be told apart; the latest. */
const entriesShown = 400;

/** What ran and what waited in the last hour, at `now` (ms since the epoch). */
export function timelineView(engine: DashboardEngine, now: number): TimelineEntryView[] {
  return engine
    .timeline(now - timelineSeconds * 1000)
    .slice(-entriesShown)
    .map(({ id, origin, agent, checkout, name, status, wait, startedAt, endedAt }) => ({
      ...{ id, origin, agent, name, status, startedAt, endedAt },
      place: path.basename(checkout),
      wait: wait && {
        ...{ obstacle: wait.obstacle, reason: wait.reason, since: wait.since, until: wait.until },
      },
    }));
}
