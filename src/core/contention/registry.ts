import { z } from 'zod';
import { followContention } from '../agent/supervisor/waiting.ts';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Contention, contentionSchema } from './contention.ts';
import { addToTotals } from './totals.ts';

const contentionRow = z.object({ id: z.number(), document: z.string() });
const documentSchema = contentionSchema.omit({ id: true });

/** Ended contention kept for each agent: a tool that prints the same message for ever must not fill the database. */
const contentionsKept = 500;

function parseContention(row: unknown): Contention {
  const { id, document } = contentionRow.parse(row);
  return { id, ...parseDocument(documentSchema, document, `contention ${String(id)}`) };
}

/**
 * What one agent, or all, waited for: what is still open and what has ended, oldest first.
 *
 * @param endedAtMost of what has ended, only the latest so many; all when absent
 */
export function listContention(
  store: Pick<Store, 'all'>,
  agent?: string,
  endedAtMost?: number,
): { open: Contention[]; closed: Contention[] } {
  const [whose, of] = agent === undefined ? ['', []] : ['AND agent = ?', [agent]];
  const closed = store.all(
    `SELECT id, document FROM contentions WHERE open = 0 ${whose} ORDER BY id DESC LIMIT ?`,
    ...of,
    // A negative limit is none (https://sqlite.org/lang_select.html#limitoffset).
    endedAtMost ?? -1,
  );
  return {
    open: listOpenContention(store, agent),
    closed: closed.map(parseContention).reverse(),
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

/** The latest that were recorded after this one, oldest first. */
export function listContentionAfter(store: Pick<Store, 'all'>, id: number): Contention[] {
  return store
    .all('SELECT id, document FROM contentions WHERE id > ? ORDER BY id DESC LIMIT 100', id)
    .map(parseContention)
    .reverse();
}

/** What is known of a contention when it is seen first; the rest is not known. */
export type SeenContention = Pick<Contention, 'agent' | 'holder' | 'finding'> &
  Partial<Pick<Contention, 'stream' | 'waiter' | 'path' | 'kernelKey'>>;

/**
 * Records that an agent met contention. What does not block has ended as soon as it was seen.
 *
 * @param seen without a `stream` it is by the kernel's word alone
 */
export function openContention(transaction: Transaction, seen: SeenContention): Contention {
  const since = new Date().toISOString();
  const { stream = null, waiter = null, path = null, kernelKey = null } = seen;
  const { agent, holder, finding } = seen;
  const document: Omit<Contention, 'id'> = {
    ...{ agent, waiter, holder, finding, path, stream, kernelKey, since },
    source: stream === null ? 'kernel' : 'message',
    until: finding.blocking ? null : since,
  };
  const id = Number(
    transaction.run(
      'INSERT INTO contentions (agent, open, document) VALUES (?, ?, ?)',
      agent,
      finding.blocking ? 1 : 0,
      JSON.stringify(document),
    ),
  );
  transaction.run(
    `DELETE FROM contentions WHERE agent = ?1 AND open = 0 AND id <=
       (SELECT id FROM contentions WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
    agent,
    contentionsKept,
  );
  const contention = { id, ...document };
  if (!finding.blocking) addToTotals(transaction, contention);
  transaction.emit({ type: 'contention-opened', agent, contention });
  followContention(transaction, agent, listOpenContention(transaction, agent));
  return contention;
}

/** Records what has come to be known of contention since it was seen. */
export function changeContention(
  transaction: Transaction,
  before: Contention,
  change: Partial<Omit<Contention, 'id' | 'agent' | 'since' | 'until'>>,
): Contention {
  const contention = { ...before, ...change };
  writeDocument(transaction, contention);
  const { agent } = contention;
  transaction.emit({ type: 'contention-changed', agent, contention });
  followContention(transaction, agent, listOpenContention(transaction, agent));
  return contention;
}

/** Records that a wait is over. */
export function closeContention(
  transaction: Transaction,
  open: Contention,
  change: Pick<Contention, 'refuted'> = {},
): void {
  const contention = { ...open, ...change, until: new Date().toISOString() };
  writeDocument(transaction, contention);
  addToTotals(transaction, contention);
  transaction.emit({ type: 'contention-closed', agent: open.agent, contention });
  followContention(transaction, open.agent, listOpenContention(transaction, open.agent));
}

/** Ends every wait of an agent: its processes are gone. */
export function closeAllContention(transaction: Transaction, agent: string): void {
  for (const contention of listOpenContention(transaction, agent)) {
    closeContention(transaction, contention);
  }
}

function writeDocument(transaction: Transaction, { id, ...document }: Contention): void {
  transaction.run(
    'UPDATE contentions SET open = ?, document = ? WHERE id = ?',
    document.until === null ? 1 : 0,
    JSON.stringify(document),
    id,
  );
}
