import { z } from 'zod';
import type { Store, Transaction } from '../../store/store.ts';
import { type LeaseDocument, leaseDocumentSchema, type LeaseRecord } from './lease.ts';
import { isLeaseAlive } from './lease-life.ts';

const leaseRow = z.object({ id: z.number(), document: z.string() });

/** Every place that somebody alive holds or waits for, oldest first. */
export function listLeases(store: Pick<Store, 'all'>): LeaseRecord[] {
  return allLeases(store).filter(isLeaseAlive);
}

/** The same, after taking back the places of the dead. */
export function reapLeases(transaction: Transaction): LeaseRecord[] {
  return allLeases(transaction).filter((lease) => {
    const isAlive = isLeaseAlive(lease);
    if (!isAlive) removeLease(transaction, lease.id);
    return isAlive;
  });
}

/** Those of the dead included. */
export function allLeases(store: Pick<Store, 'all'>): LeaseRecord[] {
  return store.all('SELECT id, document FROM gate_leases ORDER BY id').map((row) => {
    const { id, document } = leaseRow.parse(row);
    return { id, ...leaseDocumentSchema.parse(JSON.parse(document)) };
  });
}

export function insertLease(transaction: Transaction, lease: LeaseDocument): LeaseRecord {
  const id = transaction.run(
    'INSERT INTO gate_leases (gate, document) VALUES (?, ?)',
    lease.gate,
    JSON.stringify(lease),
  );
  return { id: Number(id), ...lease };
}

/** Null where the lease has been given back or taken back. */
export function updateLease(
  transaction: Transaction,
  id: number,
  change: Partial<LeaseDocument>,
): LeaseRecord | null {
  const row = transaction.get('SELECT id, document FROM gate_leases WHERE id = ?', id);
  if (row === undefined) return null;
  const { document } = leaseRow.parse(row);
  const lease = { ...leaseDocumentSchema.parse(JSON.parse(document)), ...change };
  transaction.run('UPDATE gate_leases SET document = ? WHERE id = ?', JSON.stringify(lease), id);
  return { id, ...lease };
}

export function removeLease(transaction: Transaction, id: number): void {
  transaction.run('DELETE FROM gate_leases WHERE id = ?', id);
}
