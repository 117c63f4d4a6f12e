import { z } from 'zod';
import { currentIdentity, isAlive, processIdentitySchema } from '../process/identity.ts';
import type { Transaction } from './store.ts';

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
