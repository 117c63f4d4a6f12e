import { lstat } from 'node:fs/promises';
import { errorCode } from '../process/error-code.ts';

/** The path, or the first of `<path>-2`, `<path>-3` … at which nothing lies. */
export async function freePath(wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? wanted : `${wanted}-${number}`;
    if (!(await pathExists(candidate))) return candidate;
  }
}

/** Whether anything lies there, a broken link included. */
export async function pathExists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return false;
    throw cause;
  }
}
