import { lstat, realpath } from 'node:fs/promises';
import { isMissing } from './file-error.ts';
import { holdDirectory, type HeldDirectory } from './held-directory.ts';

/** Whether anything bears this path; a link counts, whatever it points to. */
export async function isThere(target: Buffer | string): Promise<boolean> {
  try {
    await lstat(target);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The path with all links resolved, or null when nothing is there. */
export async function realpathIfThere(target: string): Promise<string | null> {
  try {
    return await realpath(target);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Holds the directory that bears this path; null when nothing does, or something that is not a directory. */
export function holdIfThere(target: Buffer | string, anchored?: boolean): HeldDirectory | null {
  try {
    return holdDirectory(target, anchored);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
