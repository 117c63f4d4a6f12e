import { isLeaseFree } from '../../store/lease.ts';
import type { Store } from '../../store/store.ts';
import { isLeaseAlive } from '../pool/lease-life.ts';
import { allLeases } from '../pool/lease-table.ts';

/** The role of the one process that stays for shells, which have nobody else. */
export const keeperRole = 'job-keeper';

/** What the job server of a shell is for, in words for others who wait. */
export const shellPurpose = 'its shell';

/** Whether there are shells with job servers, and the process that stays for them has gone. */
export function isKeeperMissing(store: Pick<Store, 'all' | 'get'>): boolean {
  return (
    isLeaseFree(store, keeperRole) &&
    allLeases(store).some((lease) => lease.purpose === shellPurpose && isLeaseAlive(lease))
  );
}
