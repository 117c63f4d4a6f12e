import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import path from 'node:path';

/**
 * Node has no openat(2), and a path can be made to mean something else between two calls. On Linux
 * `/proc/self/fd/N/name` resolves `name` in the very directory that descriptor N refers to, wherever it has been moved
 * (proc_pid_fd(5)), which is openat(2) by another spelling. It also keeps every path short, however deep the tree is.
 */
const descriptors = '/proc/self/fd/';

/**
 * open(2): refers to a directory without reading it, so a directory of mode 000 can be held too. Not among
 * `fs.constants`; this is its value on every architecture that Node is built for (asm-generic/fcntl.h).
 */
const O_PATH = 0o10000000;

/** Whether this system lets a directory be held by descriptor. Without it directories are held by path. */
export const canAnchor: boolean = process.platform === 'linux' && answers(`${descriptors}.`);

/** A directory that cannot be exchanged for another one while it is held, until it is released. */
export interface HeldDirectory {
  /** Prefix for paths to its entries: see `entryPath`. */
  readonly base: Buffer;
  readonly stats: BigIntStats;
  /** Tells mounts apart where the device does not: a bind mount shows the same `st_dev`. Null where it is unknown. */
  readonly mount: string | null;
  readonly anchored: boolean;
  release(): void;
}

/**
 * Holds the directory at `target`; throws ENOTDIR when the last component is anything else, a symbolic link included.
 * Synchronous because it only touches what the kernel has cached: callers have looked at the entry just before.
 */
export function holdDirectory(target: Buffer | string, anchored = canAnchor): HeldDirectory {
  const base = Buffer.isBuffer(target) ? target : Buffer.from(target);
  if (!anchored) {
    const stats = lstatSync(base, { bigint: true });
    if (!stats.isDirectory()) throw notADirectory(base);
    return { base, stats, mount: null, anchored, release: () => undefined };
  }
  const descriptor = openSync(base, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    let released = false;
    return {
      base: Buffer.from(`${descriptors}${descriptor}`),
      stats: fstatSync(descriptor, { bigint: true }),
      mount: mountOf(descriptor),
      anchored,
      release: () => {
        // Closed twice, the number may by then be somebody else's descriptor.
        if (released) return;
        released = true;
        closeSync(descriptor);
      },
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Names come and go as bytes: a file name need not be UTF-8. */
export function entryPath(directory: HeldDirectory, name: Buffer | string): Buffer {
  return joinBytes(directory.base, name);
}

export function joinBytes(directory: Buffer, name: Buffer | string): Buffer {
  const bytes = Buffer.isBuffer(name) ? name : Buffer.from(name);
  return directory.length === 0 ? bytes : Buffer.concat([directory, Buffer.from(path.sep), bytes]);
}

/** Where the directory lies at this moment, as the kernel sees it. */
export function currentPath(directory: HeldDirectory): Buffer {
  return directory.anchored ? readlinkSync(directory.base, { encoding: 'buffer' }) : directory.base;
}

export function isSameDirectory(a: HeldDirectory, b: HeldDirectory): boolean {
  return a.stats.dev === b.stats.dev && a.stats.ino === b.stats.ino && a.mount === b.mount;
}

/** Whether `child` is where another file system, or another part of this one, has been mounted. */
export function isMountPoint(parent: HeldDirectory, child: HeldDirectory): boolean {
  return parent.stats.dev !== child.stats.dev || parent.mount !== child.mount;
}

/** What reports say of a mount point. */
export const mountPointReason = 'a mount point, which clean-up never enters; unmount it first';

/**
 * Gives the owner back the right to list and change a directory that a tool has made read-only. The mode is changed
 * on the held directory itself, so no link is ever followed. Throws when the directory is another user's.
 */
export function makeWritable(directory: HeldDirectory): void {
  const mode = Number(directory.stats.mode) & 0o7777;
  if ((mode & 0o700) === 0o700 || process.platform === 'win32') return;
  if (directory.anchored) {
    chmodSync(directory.base, mode | 0o700);
    return;
  }
  const descriptor = openSync(directory.base, constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(descriptor, mode | 0o700);
  } finally {
    closeSync(descriptor);
  }
}

/** proc_pid_fdinfo(5): `mnt_id` is the mount the descriptor was opened through. */
function mountOf(descriptor: number): string | null {
  const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
  return /^mnt_id:\s*(\d+)$/m.exec(info)?.[1] ?? null;
}

function answers(target: string): boolean {
  try {
    return statSync(target).isDirectory();
  } catch {
    return false;
  }
}

function notADirectory(target: Buffer): NodeJS.ErrnoException {
  return Object.assign(new Error(`ENOTDIR: not a directory, hold '${target.toString()}'`), {
    code: 'ENOTDIR',
  });
}
