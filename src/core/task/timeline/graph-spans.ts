import { z } from 'zod';
import { isAlive, processIdentitySchema } from '../../process/identity.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { unreachable } from '../../unreachable.ts';
import { obstacles } from '../run/obstacle.ts';
import type { GraphTaskState } from '../run/state.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** Spans that are kept, the latest, of all checkouts of a user. */
const spansKept = 5000;

interface RunOfSpans {
  readonly id: number;
  readonly checkout: string;
  readonly agent: string | null;
}

/**
 * Notes from when until when tasks of a run waited for a place and ran. What was found done took no time and leaves
 * nothing.
 */
export function noteSpans(
  transaction: Transaction,
  run: RunOfSpans,
  states: ReadonlyMap<string, GraphTaskState>,
): void {
  const now = new Date().toISOString();
  for (const [name, state] of states) noteSpan(transaction, run, name, state, now);
  transaction.run(
    'DELETE FROM task_spans WHERE id <= (SELECT max(id) FROM task_spans) - ?',
    spansKept,
  );
}

function noteSpan(
  transaction: Transaction,
  { id, checkout, agent }: RunOfSpans,
  name: string,
  state: GraphTaskState,
  now: string,
): void {
  switch (state.status) {
    case 'waiting': {
      const { reason } = state;
      if (reason.kind !== 'resources') return;
      transaction.run(
        `INSERT INTO task_spans (run, checkout, name, agent, status, obstacle, reason, waited)
         VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?)
         ON CONFLICT (run, name) DO UPDATE SET obstacle = excluded.obstacle, reason = excluded.reason`,
        ...[id, checkout, name, agent, reason.obstacle ?? null, reason.text, now],
      );
      return;
    }
    case 'running':
      transaction.run(
        `INSERT INTO task_spans (run, checkout, name, agent, status, started)
         VALUES (?, ?, ?, ?, 'running', ?)
         ON CONFLICT (run, name) DO UPDATE SET status = excluded.status, started = excluded.started`,
        ...[id, checkout, name, agent, state.startedAt],
      );
      return;
    case 'done':
      if (state.how !== 'fresh') end(transaction, id, name, state.status, now);
      return;
    case 'failed':
    case 'cancelled':
    case 'skipped':
      end(transaction, id, name, state.status, now);
      return;
    default:
      unreachable(state);
  }
}

function end(
  transaction: Transaction,
  run: number,
  name: string,
  status: GraphTaskState['status'],
  now: string,
): void {
  transaction.run(
    'UPDATE task_spans SET ended = ?, status = ? WHERE run = ? AND name = ?',
    now,
    status,
    run,
    name,
  );
}

/** Ends what a run has left open whose process is gone. */
export function endSpans(transaction: Transaction, run: number): void {
  transaction.run(
    "UPDATE task_spans SET ended = ?, status = 'lost' WHERE run = ? AND ended IS NULL",
    new Date().toISOString(),
    run,
  );
}

const spanRow = z.object({
  run: z.number(),
  checkout: z.string(),
  name: z.string(),
  agent: z.string().nullable(),
  status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'skipped', 'lost']),
  obstacle: z.enum(obstacles).nullable(),
  reason: z.string().nullable(),
  waited: z.string().nullable(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
});

const ownerRow = z.object({ owner: z.string() });

/**
 * When tasks of graphs waited and ran that had not ended at `since` (ISO 8601 UTC): so many of them, those that go on
 * before those that have ended, the latest first.
 */
export function readSpans(
  store: Pick<Store, 'all' | 'get'>,
  since: string,
  limit: number,
): TimelineEntry[] {
  const isLive = new Map<number, boolean>();
  const rows = store.all(
    `SELECT run, checkout, name, agent, status, obstacle, reason, waited, started, ended FROM task_spans
     WHERE ended IS NULL OR ended >= ? ORDER BY ended IS NULL DESC, id DESC LIMIT ?`,
    since,
    limit,
  );
  return rows.flatMap((row) => {
    const span = spanRow.parse(row);
    const { run, name, status, ended } = span;
    if (ended === null && !isLive.has(run)) isLive.set(run, isUnderWay(store, run));
    // What a dead process was at has ended, and nobody knows when.
    return ended === null && !isLive.get(run)
      ? []
      : [
          {
            ...{ id: `run/${String(run)}/${name}`, origin: 'graph', name, status },
            ...{ agent: span.agent, checkout: span.checkout },
            wait:
              span.waited === null
                ? null
                : {
                    obstacle: span.obstacle,
                    reason: span.reason ?? '',
                    since: span.waited,
                    until: span.started ?? ended,
                  },
            startedAt: span.started,
            endedAt: ended,
          } as const,
        ];
  });
}

function isUnderWay(store: Pick<Store, 'get'>, run: number): boolean {
  const row = store.get(
    "SELECT json_extract(document, '$.owner') AS owner FROM task_runs WHERE id = ? AND live = 1",
    run,
  );
  if (row === undefined) return false;
  return isAlive(processIdentitySchema.parse(JSON.parse(ownerRow.parse(row).owner)));
}
