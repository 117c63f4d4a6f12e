import type { Obstacle } from '../run/obstacle.ts';

/** How an entry stands: while it lasts, and as what it ended. */
export type TimelineStatus =
  'waiting' | 'running' | 'done' | 'failed' | 'stopped' | 'cancelled' | 'skipped' | 'lost';

/** One task from when it began to wait for a place, or ran, until it ended. Times are ISO 8601 UTC. */
export interface TimelineEntry {
  /** Unique among all entries, and the same as long as the entry is kept. */
  readonly id: string;
  /** `agent`: a command of an agent; `graph`: a task of a project's graph. */
  readonly origin: 'agent' | 'graph';
  /** Whose it is; null for what is run outside all agents. */
  readonly agent: string | null;
  /** Where it works, absolute. */
  readonly checkout: string;
  readonly name: string;
  readonly status: TimelineStatus;
  readonly wait: TimelineWait | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** A wait for a place; `until` is null while it lasts. */
export interface TimelineWait {
  /** The gate, or what else is in the way; null where that is not known. */
  readonly obstacle: Obstacle | null;
  /** A sentence that names who is in the way. */
  readonly reason: string;
  readonly since: string;
  readonly until: string | null;
}
