import { z } from 'zod';
import type { Store, Transaction } from '../store/store.ts';
import type { Contention } from './contention.ts';
import { secondsLost } from './holder-text.ts';

/** What one agent met of one resource on one day. It outlives the agent and the single entries. */
export const totalSchema = z.object({
  /** `YYYY-MM-DD`, UTC, on which it ended. */
  day: z.string(),
  agent: z.string(),
  resource: z.string(),
  count: z.number().int(),
  /** How long the agent waited for it. */
  seconds: z.number(),
});

export type ContentionTotal = z.infer<typeof totalSchema>;

/** For how long totals are kept. */
const daysKept = 90;

/** Resources told apart for one agent and day; what comes after them counts as `other`. */
const resourcesKept = 50;

/** Counts contention that has ended. One that the kernel refuted was none. */
export function addToTotals(transaction: Transaction, contention: Contention): void {
  const { agent, until, finding, refuted } = contention;
  if (until === null || refuted) return;
  const day = until.slice(0, 10);
  const seconds = secondsLost(contention);
  const resource = finding.resource || finding.tool;
  const place = isKept(transaction, day, agent, resource) ? resource : 'other';
  transaction.run(
    `INSERT INTO contention_totals (day, agent, resource, count, seconds) VALUES (?, ?, ?, 1, ?)
     ON CONFLICT (day, agent, resource) DO UPDATE SET count = count + 1, seconds = seconds + excluded.seconds`,
    day,
    agent,
    place,
    seconds,
  );
  transaction.run(
    'DELETE FROM contention_totals WHERE day < ?',
    new Date(Date.parse(until) - daysKept * 86_400_000).toISOString().slice(0, 10),
  );
}

/** What agents met, one entry an agent, resource and day, latest day first and most time lost first. */
export function listTotals(store: Pick<Store, 'all'>): ContentionTotal[] {
  return store
    .all(
      'SELECT day, agent, resource, count, seconds FROM contention_totals ORDER BY day DESC, seconds DESC, agent, resource',
    )
    .map((row) => totalSchema.parse(row));
}

function isKept(transaction: Transaction, day: string, agent: string, resource: string): boolean {
  const rows = transaction.all(
    'SELECT resource FROM contention_totals WHERE day = ? AND agent = ?',
    day,
    agent,
  );
  const known = rows.map((row) => z.object({ resource: z.string() }).parse(row).resource);
  return known.length < resourcesKept || known.includes(resource);
}
