import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import type { Location } from '../../location.ts';

/** MAKEFLAGS is split at spaces and has no way to quote them (GNU make, job.c), and its values are read by shells. */
const isPlain = (file: string): boolean => /^[\w./+@-]+$/.test(file);

/**
 * Where the FIFOs of this user's commands are: in Lanekeeper's own directory, or, where the path of that has spaces in
 * it, in one of our own below the system's temporary directory. Null where neither can be had, and on Windows, which
 * has no FIFOs in its file systems.
 */
export function jobDirectory({ home }: Pick<Location, 'home'>): string | null {
  if (process.platform === 'win32') return null;
  const own = path.join(home, 'jobs');
  const elsewhere = path.join(tmpdir(), `lanekeeper-jobs-${String(userInfo().uid)}`);
  return [own, elsewhere].find((directory) => isPlain(directory) && isOurs(directory)) ?? null;
}

/** Anybody may make anything in the temporary directory. */
function isOurs(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const status = lstatSync(directory);
    return status.isDirectory() && status.uid === userInfo().uid && (status.mode & 0o077) === 0;
  } catch {
    // It can be neither made nor looked at.
    return false;
  }
}
