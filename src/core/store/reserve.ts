import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';

/** Some hundred writes of the size that Lanekeeper makes; bytes. */
const reserveBytes = 1024 ** 2;

/**
 * A file next to the database that takes up space only to give it up: when builds have filled the disk, what frees it
 * again must be recorded, and so must the end of what was running. CockroachDB keeps one for the same reason
 * (https://www.cockroachlabs.com/docs/stable/cluster-setup-troubleshooting#automatic-ballast-files).
 */
function reservePath(database: string): string {
  return path.join(path.dirname(database), 'reserve');
}

/** Puts the space by, unless that is done or the disk is nearly full. */
export function fillReserve(database: string): void {
  const file = reservePath(database);
  if (statSync(file, { throwIfNoEntry: false })?.size === reserveBytes) return;
  const { bavail, bsize } = statfsSync(path.dirname(file));
  if (bavail * bsize < 2 * reserveBytes) return;
  try {
    // Random, since a file system may compress what is written, or not store zeros at all.
    writeFileSync(file, randomBytes(reserveBytes), { mode: 0o600 });
  } catch (fault) {
    // It is for the day when the disk is full, which has come.
    if (!['ENOSPC', 'EDQUOT'].includes(errorCode(fault))) throw fault;
    rmSync(file, { force: true });
  }
}

/** Sets the space free; false if none was put by. */
export function spendReserve(database: string): boolean {
  const file = reservePath(database);
  if (!statSync(file, { throwIfNoEntry: false })) return false;
  rmSync(file, { force: true });
  return true;
}
