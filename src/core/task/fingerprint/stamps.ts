import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';

/** What a place of a checkout must still be like for what was found there to hold. */
export type Demand =
  /** Its content, or for a folder what is in it, is the same. */
  | 'unchanged'
  /** It is the same folder, whatever is in it. */
  | 'same-folder';

/**
 * A file that changed this shortly before it was looked at may change again without a trace: clocks of file systems
 * tick every few milliseconds, some every two seconds (git's racy-git.txt; FAT).
 */
export const racyMs = 2000;

/**
 * Says in a line which place it is and what it is like, for what was looked at since `start` (ms since the epoch): see
 * `isAsRecorded`. Null if it may have changed after that, or is a link, whose target may change unseen.
 *
 * @param file relative to `root`
 */
export function recordOf(root: string, file: string, demand: Demand, start: number): string | null {
  const stats = lstatSync(path.join(root, file), { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) return null;
  const isSettled =
    !stats || demand === 'same-folder' || Math.max(stats.mtimeMs, stats.ctimeMs) < start - racyMs;
  if (!isSettled) return null;
  return `${demand === 'unchanged' ? '=' : '~'}${stampOf(stats, demand)}\t${file}`;
}

/** Whether nothing has happened to a place since it was recorded. */
export function isAsRecorded(root: string, record: string): boolean {
  const tab = record.indexOf('\t');
  const stats = lstatSync(`${root}/${record.slice(tab + 1)}`, { throwIfNoEntry: false });
  const demand = record.startsWith('=') ? 'unchanged' : 'same-folder';
  return stampOf(stats, demand) === record.slice(1, tab);
}

function stampOf(stats: Stats | undefined, demand: Demand): string {
  if (!stats) return '-';
  if (demand === 'same-folder') return stats.isDirectory() ? `d${String(stats.ino)}` : '?';
  const { size, mtimeMs, ctimeMs, ino, mode } = stats;
  return [size, mtimeMs, ctimeMs, ino, mode].join(' ');
}
