import { closeSync, openSync, readSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** Files of /proc have no size to ask for, so they are read until the end into one buffer that is used again. */
let buffer = Buffer.allocUnsafe(8192);

/** EOPNOTSUPP is what /proc/pressure says on a kernel that was told not to account. */
const unavailable: ReadonlySet<string> = new Set([
  'ENOENT',
  'ESRCH',
  'EACCES',
  'EPERM',
  'EOPNOTSUPP',
]);

/**
 * The content of a small file of /proc, valid until the next call; null if it is gone or not ours to see.
 * Other failures are thrown: taking EMFILE for "gone" would declare live processes dead.
 */
export function readProcFile(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (fault) {
    return nullIfUnavailable(fault);
  }
  try {
    let length = 0;
    for (;;) {
      if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const count = readSync(file, buffer, length, buffer.length - length, null);
      if (count === 0) return buffer.subarray(0, length);
      length += count;
    }
  } catch (fault) {
    return nullIfUnavailable(fault);
  } finally {
    closeSync(file);
  }
}

/**
 * As `readProcFile`, for files that one read returns whole, such as /proc/PID/stat: the kernel renders them in one
 * piece, so the second read that only confirms the end is saved (a third of the time of a scan).
 */
export function readProcFileOnce(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (fault) {
    return nullIfUnavailable(fault);
  }
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, null));
  } catch (fault) {
    return nullIfUnavailable(fault);
  } finally {
    closeSync(file);
  }
}

function nullIfUnavailable(fault: unknown): null {
  if (unavailable.has(errorCode(fault))) return null;
  throw fault;
}
