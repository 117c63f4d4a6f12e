import type { Transaction } from '../../store/store.ts';
import { monotonicNow } from '../pool/lease.ts';
import { insertLease, listLeases, updateLease } from '../pool/lease-table.ts';
import type { OwnFifo } from './own-fifo.ts';
import { shellPurpose } from './shell-jobs.ts';

/**
 * Records builds that have FIFOs of their own under the shell or command that they were started in, which from then on
 * counts by what they take. Those of nobody alive are left alone: they run with the one job that needs no token.
 */
export function adopt(transaction: Transaction, found: readonly OwnFifo[]): void {
  const leases = listLeases(transaction);
  for (const { fifo, parent, tool, builder } of found) {
    const command = leases.find(({ tokens }) => tokens?.fifo === parent);
    if (!command || leases.some(({ tokens }) => tokens?.fifo === fifo)) continue;
    const { id, ...document } = command;
    updateLease(transaction, id, { slots: 0 });
    insertLease(transaction, {
      ...document,
      slots: 0,
      purpose: document.purpose === shellPurpose ? tool : document.purpose,
      tokens: { fifo, written: 0, isOpen: true, builder },
      since: monotonicNow(),
      time: new Date().toISOString(),
    });
  }
}
