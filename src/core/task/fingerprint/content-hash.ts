import { createHash, hash as hashOf } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../process/error-code.ts';

export interface ContentHash {
  readonly hash: string;
  /** False: it changed while it was read, so the hash is of nothing that ever was. */
  readonly isSteady: boolean;
}

/** The same with the file as it was before it was read, and when that was; ms since the epoch. */
export interface MeasuredHash extends ContentHash {
  readonly stats: Stats;
  readonly time: number;
}

/** Larger files are read and copied in pieces, as they would hold up the event loop; bytes. */
export const largeFile = 4 * 1024 ** 2;

/** A file that is written to all the time is given up after so many tries. */
const attempts = 3;

/** A pipe that has taken the file's place would wait for a writer for ever (fifo(7)). */
const notBlocking = constants.O_RDONLY | constants.O_NONBLOCK;

/** Null once there is no such file. */
export function hashContent(file: string): MeasuredHash | null {
  return whereThere(() => {
    for (let attempt = 1; ; attempt += 1) {
      const handle = openSync(file, notBlocking);
      try {
        const time = Date.now();
        const stats = fstatSync(handle);
        if (!stats.isFile()) return null;
        const hash = named(hashOf('sha256', readFileSync(handle)), stats);
        const isSteady = isUntouched(stats, fstatSync(handle));
        if (isSteady || attempt === attempts) return { hash, isSteady, stats, time };
      } finally {
        closeSync(handle);
      }
    }
  });
}

/** The same in pieces, without holding up the event loop. */
export async function hashLargeContent(file: string): Promise<MeasuredHash | null> {
  for (let attempt = 1; ; attempt += 1) {
    const handle = await open(file, notBlocking).catch((fault: unknown) => {
      if (errorCode(fault) === 'ENOENT') return null;
      throw fault;
    });
    if (handle === null) return null;
    try {
      const time = Date.now();
      const stats = await handle.stat();
      if (!stats.isFile()) return null;
      const hash = createHash('sha256');
      const pieces = handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 });
      for await (const piece of pieces) if (piece instanceof Uint8Array) hash.update(piece);
      const isSteady = isUntouched(stats, await handle.stat());
      if (isSteady || attempt === attempts) {
        return { hash: named(hash.digest('hex'), stats), isSteady, stats, time };
      }
    } finally {
      await handle.close();
    }
  }
}

/**
 * Of a link's text, and of the content of the file that it leads to if that is in the checkout; others are not read.
 */
export function hashLink(link: string, root: string): string {
  const text = hashOf('sha256', `link ${readlinkSync(link)}`);
  try {
    const target = realpathSync(link);
    if (!target.startsWith(`${realpathSync(root)}${path.sep}`)) return text;
    const content = hashContent(target);
    return content ? hashOf('sha256', `${text} ${content.hash}`) : text;
  } catch {
    // It leads nowhere, in a circle, or where nobody may look.
    return text;
  }
}

function named(hash: string, stats: Stats): string {
  return (stats.mode & 0o111) === 0 ? hash : `${hash}x`;
}

function isUntouched(before: Stats, after: Stats): boolean {
  return (
    before.size === after.size &&
    before.mtimeMs === after.mtimeMs &&
    before.ctimeMs === after.ctimeMs
  );
}

function whereThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return null;
    throw fault;
  }
}
