import { z } from 'zod';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';

/** How well the writes of one agent were watched while it ran. */
export const writeAuditSchema = z.object({
  looks: z.number().int(),
  /** How often a process of it was seen with a file open for writing. */
  sightings: z.number().int(),
  /** Time between looks that were close enough together, ms. */
  watchedMs: z.number(),
  /** Whether a process did not let its files be seen. */
  isGuarded: z.boolean(),
});

export type WriteAudit = z.infer<typeof writeAuditSchema>;

export const noAudit: WriteAudit = { looks: 0, sightings: 0, watchedMs: 0, isGuarded: false };

const auditRow = z.object({ document: z.string() });

/** What is recorded of an agent (by uid). */
export function readWriteAudit(store: Pick<Store, 'get'>, uid: string): WriteAudit {
  const row = store.get('SELECT document FROM write_audits WHERE agent = ?', uid);
  if (row === undefined) return noAudit;
  return parseDocument(writeAuditSchema, auditRow.parse(row).document, `the audit of ${uid}`);
}

/** Adds to what is recorded of an agent; nothing when the agent is gone. */
export function addWriteAudit(transaction: Transaction, uid: string, more: WriteAudit): void {
  const before = readWriteAudit(transaction, uid);
  const sum: WriteAudit = {
    looks: before.looks + more.looks,
    sightings: before.sightings + more.sightings,
    watchedMs: before.watchedMs + more.watchedMs,
    isGuarded: before.isGuarded || more.isGuarded,
  };
  transaction.run(
    `INSERT OR REPLACE INTO write_audits (agent, document)
       SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM agents WHERE uid = ?1)`,
    uid,
    JSON.stringify(sum),
  );
}
