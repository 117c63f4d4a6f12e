import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';

/** What a place of a checkout must still be like for what was found there to hold. */
export type Demand =
  /** Its content, or for a folder what is in it, is the same. */
  | 'unchanged'
  /** It is the same folder, whatever is in it. */
  | 'same-folder';

/** A file that changed this shortly before it was looked at may change again without a trace; ms. See `FileIndex`. */
const racyMs = 2000;

/**
 * Says in a line what a place is like: equal lines mean that nothing has happened to it.
 *
 * @param file relative to `root`
 */
export function stampOf(root: string, file: string, demand: Demand): string {
  return lineOf(lstatSync(path.join(root, file), { throwIfNoEntry: false }), demand);
}

/**
 * The same, for what was looked at since `start` (ms since the epoch); null if it may have changed after that, or is a
 * link, whose target may change unseen.
 */
export function settledStampOf(
  root: string,
  file: string,
  demand: Demand,
  start: number,
): string | null {
  const stats = lstatSync(path.join(root, file), { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) return null;
  const isSettled =
    !stats || demand === 'same-folder' || Math.max(stats.mtimeMs, stats.ctimeMs) < start - racyMs;
  return isSettled ? lineOf(stats, demand) : null;
}

function lineOf(stats: Stats | undefined, demand: Demand): string {
  if (!stats) return '-';
  if (demand === 'same-folder') return stats.isDirectory() ? `d${String(stats.ino)}` : '?';
  const { size, mtimeMs, ctimeMs, ino, mode } = stats;
  return [size, mtimeMs, ctimeMs, ino, mode].join(' ');
}
