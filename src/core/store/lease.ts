import { z } from 'zod';
import { currentIdentity, isAlive, processIdentitySchema } from '../process/identity.ts';
import type { Store, Transaction } from './store.ts';

const leaseRow = z.object({ holder: z.string(), expires: z.number() });

/**
 * Takes or renews a machine-wide role for this process until `expires` (ms since the epoch). False while another
 * process that is alive holds it and has not let it run out.
 */
export function takeLease(transaction: Transaction, name: string, expires: number): boolean {
  const own = currentIdentity();
  const row = transaction.get('SELECT holder, expires FROM leases WHERE name = ?', name);
  if (row !== undefined) {
    const lease = leaseRow.parse(row);
    const holder = processIdentitySchema.parse(JSON.parse(lease.holder));
    const isOwn = holder.pid === own.pid && holder.startTime === own.startTime;
    if (!isOwn && lease.expires > Date.now() && isAlive(holder)) return false;
  }
  transaction.run(
    'INSERT OR REPLACE INTO leases (name, holder, expires) VALUES (?, ?, ?)',
    name,
    JSON.stringify(own),
    expires,
  );
  return true;
}

/** Whether `takeLease` might succeed, told without writing; this process's own lease counts as free. */
export function isLeaseFree(store: Pick<Store, 'get'>, name: string): boolean {
  const row = store.get('SELECT holder, expires FROM leases WHERE name = ?', name);
  if (row === undefined) return true;
  const { holder, expires } = leaseRow.parse(row);
  const identity = processIdentitySchema.parse(JSON.parse(holder));
  return expires <= Date.now() || identity.pid === process.pid || !isAlive(identity);
}

/** Gives a role back that this process holds; another's is left alone. */
export function releaseLease(transaction: Transaction, name: string): void {
  const own = JSON.stringify(currentIdentity());
  transaction.run('DELETE FROM leases WHERE name = ? AND holder = ?', name, own);
}
