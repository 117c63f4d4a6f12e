import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { errorCode } from '../process/error-code.ts';

/** Copies files from one file system to another, or within one, by reference as long as that works. */
export class FileCopier {
  #clones = true;

  /** Whether every file so far was cloned: a reflink shares the blocks until one side writes. */
  get clones(): boolean {
    return this.#clones;
  }

  /** Copies to a name that is free, with the mode and not the times. */
  async copy(source: string, target: string): Promise<void> {
    if (this.#clones) {
      try {
        await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
        return;
      } catch (cause) {
        if (!cannotClone.has(errorCode(cause))) throw cause;
        this.#clones = false;
        await rm(target, { force: true });
      }
    }
    await copyFile(source, target, constants.COPYFILE_EXCL);
  }
}

/** What says that a file system, or a pair of them, has no reflinks: ioctl_ficlone(2), clonefile(2), libuv's fs.c. */
const cannotClone: ReadonlySet<string> = new Set([
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOTTY',
  'EINVAL',
  'ENOSYS',
  'EXDEV',
  'EPERM',
]);

/** Node.js has four threads for files; a few more requests keep them busy. */
export const copiesAtOnce = 8;

/** Seconds since the epoch in a double keep microseconds; all are cut off alike, so that no order is turned round. */
export function fileTime(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1e6;
}

/**
 * Times of files come from a clock that ticks every few milliseconds (current_time() in Linux): what was written this
 * shortly before a look may be written again and bear the same time.
 */
export const clockTickNs = 50_000_000n;
