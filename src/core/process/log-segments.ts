import { open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * A bounded log is the live file `PATH`, to which output is appended; older segments `PATH.1`, `PATH.2` … in the order
 * in which they were written; and `PATH.head`, the beginning of segment 1 once the rest of it had to go. The live file
 * has the number that it gets when it becomes a segment: one more than the last.
 */
export function segmentPath(log: string, number: number): string {
  return `${log}.${number}`;
}

export function headPath(log: string): string {
  return `${log}.head`;
}

/** The numbers of the segments that exist, ascending; none if even the directory is missing. */
export async function segmentNumbers(log: string): Promise<number[]> {
  const prefix = `${path.basename(log)}.`;
  return (await namesIn(path.dirname(log)))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((one, other) => one - other);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return [];
    throw fault;
  }
}

/** One file of a log, open for reading. Renames move it to another name, so its content stays the same. */
export interface OpenSegment {
  readonly file: FileHandle;
  readonly number: number;
  readonly inode: bigint;
  readonly bytes: number;
}

/** Null if there is no such file. */
async function openSegment(file: string, number: number): Promise<OpenSegment | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return null;
    throw fault;
  }
  const { ino, size } = await handle.stat({ bigint: true });
  return { file: handle, number, inode: ino, bytes: Number(size) };
}

/** A log that changes its names faster than they can be read is taken as it was last seen. */
const attempts = 10;

/** The head, or else the oldest segment, or else the live file; null if there is no log. */
export async function openFirst(log: string): Promise<OpenSegment | null> {
  return (await openSegment(headPath(log), 1)) ?? openAfter(log, 0);
}

/** What was written after segment `current`; null if that is still the live file, or the log is gone. */
export function openNext(log: string, current: OpenSegment): Promise<OpenSegment | null> {
  return openAfter(log, current.number, current.inode);
}

async function openAfter(log: string, number: number, inode?: bigint): Promise<OpenSegment | null> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const numbers = await segmentNumbers(log);
    const older = numbers.find((each) => each > number);
    const live = (numbers.at(-1) ?? 0) + 1;
    const segment =
      older === undefined
        ? await openSegment(log, live)
        : await openSegment(segmentPath(log, older), older);
    const isSame = segment !== null && segment.inode === inode;
    // Between listing and opening, the live file may have become a segment and its name another file's.
    const isSteady = older !== undefined || (await segmentNumbers(log)).at(-1) === numbers.at(-1);
    if (segment && isSteady && !isSame) return segment;
    await segment?.file.close();
    if (isSteady && older === undefined) return null;
  }
  return null;
}

/** All files of a log, oldest first; the caller closes them. What is written later is in the last or after it. */
export async function openSegments(log: string): Promise<OpenSegment[]> {
  const segments: OpenSegment[] = [];
  let next = await openFirst(log);
  while (next) {
    segments.push(next);
    next = await openNext(log, next);
  }
  return segments;
}

export async function closeSegments(segments: readonly OpenSegment[]): Promise<void> {
  await Promise.all(segments.map(({ file }) => file.close()));
}
