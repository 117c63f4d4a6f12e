import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, LanekeeperError } from '../error.ts';
import type { Store, Transaction } from './store.ts';

/** How long to wait before trying again; ms. */
const interval = 500;

/** What passes without anybody touching the database. */
const passing: ReadonlySet<ErrorCode> = new Set(['disk-full', 'database-busy']);

/**
 * Writes as `Store.write`, and as long as the disk is full or another process holds the database tries again: for what
 * only this process knows, such as an exit code, which would be lost for ever with the process.
 *
 * @param onWait called once, with the reason, when the first try was in vain
 * @throws LanekeeperError as `Store.write`, but for disk-full and database-busy
 */
export async function writePatiently<T>(
  store: Pick<Store, 'write'>,
  work: (transaction: Transaction) => T,
  onWait: (reason: LanekeeperError) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.write(work, { fromReserve: true });
    } catch (fault) {
      if (!(fault instanceof LanekeeperError) || !passing.has(fault.code)) throw fault;
      if (attempt === 1) onWait(fault);
      await delay(interval);
    }
  }
}
