import { z } from 'zod';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Breach, breachSchema } from './breach.ts';

const breachRow = z.object({ id: z.number(), document: z.string() });
const documentSchema = breachSchema.omit({ id: true });

/** Breaches kept, and of these between any two agents: two that share a target directory share thousands of files. */
const breachesKept = 1000;
const keptBetweenTwo = 20;

/** Breaches that an agent (by uid) has part in, or all, oldest first. */
export function listBreaches(store: Pick<Store, 'all'>, uid?: string): Breach[] {
  const rows =
    uid === undefined
      ? store.all('SELECT id, document FROM breaches ORDER BY id')
      : store.all(
          'SELECT id, document FROM breaches WHERE agent = ?1 OR other = ?1 ORDER BY id',
          uid,
        );
  return rows.map((row) => {
    const { id, document } = breachRow.parse(row);
    return { id, ...parseDocument(documentSchema, document, `breach ${String(id)}`) };
  });
}

/** Records a breach and tells of it, once for each path and pair of agents. Null when it is known, or one too many. */
export function insertBreach(transaction: Transaction, seen: Omit<Breach, 'id'>): Breach | null {
  const { agent, other, path } = seen;
  const between = '((agent = ?1 AND other = ?2) OR (agent = ?2 AND other = ?1))';
  const known = transaction.get(
    `SELECT 1 FROM breaches WHERE path = ?3 AND ${between}`,
    agent.uid,
    other.uid,
    path,
  );
  if (known !== undefined) return null;
  const { count } = z
    .object({ count: z.number() })
    .parse(
      transaction.get(
        `SELECT count(*) AS count FROM breaches WHERE ${between}`,
        agent.uid,
        other.uid,
      ),
    );
  if (count >= keptBetweenTwo) return null;
  const id = Number(
    transaction.run(
      'INSERT INTO breaches (agent, other, path, document) VALUES (?, ?, ?, ?)',
      agent.uid,
      other.uid,
      path,
      JSON.stringify(seen),
    ),
  );
  transaction.run('DELETE FROM breaches WHERE id <= ?', id - breachesKept);
  const breach = { id, ...seen };
  transaction.emit({ type: 'isolation-breach', agent: agent.id, breach });
  return breach;
}
