import { z } from 'zod';
import { followContention } from '../agent/waiting.ts';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Contention, contentionSchema } from './contention.ts';

const contentionRow = z.object({ id: z.number(), document: z.string() });
const documentSchema = contentionSchema.omit({ id: true });

/** Ended contention kept for each agent: a tool that prints the same message for ever must not fill the database. */
const contentionsKept = 500;

function parseContention(row: unknown): Contention {
  const { id, document } = contentionRow.parse(row);
  return { id, ...parseDocument(documentSchema, document, `contention ${String(id)}`) };
}

/** What one agent, or all, waited for: what is still open and what has ended, oldest first. */
export function listContention(
  store: Pick<Store, 'all'>,
  agent?: string,
): { open: Contention[]; closed: Contention[] } {
  const rows =
    agent === undefined
      ? store.all('SELECT id, document FROM contentions ORDER BY id')
      : store.all('SELECT id, document FROM contentions WHERE agent = ? ORDER BY id', agent);
  const all = rows.map(parseContention);
  return {
    open: all.filter((contention) => contention.until === null),
    closed: all.filter((contention) => contention.until !== null),
  };
}

/** What one agent, or all, wait for at this moment, oldest first. */
export function listOpenContention(store: Pick<Store, 'all'>, agent?: string): Contention[] {
  const rows =
    agent === undefined
      ? store.all('SELECT id, document FROM contentions WHERE open = 1 ORDER BY id')
      : store.all(
          'SELECT id, document FROM contentions WHERE open = 1 AND agent = ? ORDER BY id',
          agent,
        );
  return rows.map(parseContention);
}

/** Records that an agent met contention. What does not block has ended as soon as it was seen. */
export function openContention(
  transaction: Transaction,
  seen: Pick<Contention, 'agent' | 'holder' | 'finding' | 'source'>,
): Contention {
  const since = new Date().toISOString();
  const document = { ...seen, since, until: seen.finding.blocking ? null : since };
  const id = Number(
    transaction.run(
      'INSERT INTO contentions (agent, open, document) VALUES (?, ?, ?)',
      seen.agent,
      seen.finding.blocking ? 1 : 0,
      JSON.stringify(document),
    ),
  );
  transaction.run(
    `DELETE FROM contentions WHERE agent = ?1 AND open = 0 AND id <=
       (SELECT id FROM contentions WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
    seen.agent,
    contentionsKept,
  );
  const contention = { id, ...document };
  transaction.emit({ type: 'contention-opened', agent: seen.agent, contention });
  followContention(transaction, seen.agent, listOpenContention(transaction, seen.agent));
  return contention;
}

/** Records that a wait is over. */
export function closeContention(transaction: Transaction, contention: Contention): void {
  const { id, ...document } = { ...contention, until: new Date().toISOString() };
  transaction.run(
    'UPDATE contentions SET open = 0, document = ? WHERE id = ?',
    JSON.stringify(document),
    id,
  );
  transaction.emit({
    type: 'contention-closed',
    agent: contention.agent,
    contention: { id, ...document },
  });
  followContention(
    transaction,
    contention.agent,
    listOpenContention(transaction, contention.agent),
  );
}

/** Ends every wait of an agent: its processes are gone. */
export function closeAllContention(transaction: Transaction, agent: string): void {
  for (const contention of listOpenContention(transaction, agent)) {
    closeContention(transaction, contention);
  }
}
