import { readdirSync, readlinkSync } from 'node:fs';
import { errorCode } from '../../process/error-code.ts';
import { readProcFile } from '../../process/proc-file.ts';
import type { LockRow } from './lock-table.ts';

/** An open file of a process that a row of the lock table is about. */
export interface LockedFile {
  /** Absolute, as the process sees it, without a look at the file: that could hang on a network file system. */
  readonly path: string;
  /** Whether the kernel shows the lock on this descriptor: it is held, not asked for. */
  readonly isHolder: boolean;
}

/**
 * What a process has open of the file that a lock is on; null if nothing, or if its files are not ours to see. The
 * table names device and inode only. `fdinfo` has the inode, and the mount that it is on (proc_pid_fdinfo(5)); kernels
 * before 5.14 have no inode there and tell a held lock's alone.
 *
 * @param at looks only at what is open under this path, which costs a third
 */
export function findLockedFile(pid: number, lock: LockRow, at?: string): LockedFile | null {
  const held = ` ${lock.device}:${lock.inode} `;
  let found: LockedFile | null = null;
  let devices: ReadonlyMap<string, string> | null = null;
  for (const descriptor of listDescriptors(pid)) {
    if (at !== undefined && readDescriptor(pid, descriptor) !== at) continue;
    const text = readProcFile(`/proc/${pid}/fdinfo/${descriptor}`)?.toString('latin1') ?? '';
    const isHolder = text.includes(held) && isNamedIn(text, lock);
    if (!isHolder) {
      if (found !== null || fieldOf(text, 'ino') !== lock.inode) continue;
      devices ??= mountDevices(pid);
      const device = devices.get(fieldOf(text, 'mnt_id') ?? '');
      if (device !== undefined && device !== lock.device) continue;
    }
    const path = readDescriptor(pid, descriptor);
    if (path === null) continue;
    found = { path, isHolder };
    if (isHolder) return found;
  }
  return found;
}

/** Whether the `lock:` lines of an fdinfo hold this very lock, whoever asked for it. */
function isNamedIn(text: string, { kind, device, inode, start, end }: LockRow): boolean {
  const words = { flock: 'FLOCK', posix: 'POSIX', ofd: 'OFDLCK', lease: 'LEASE' } as const;
  const range = ` ${device}:${inode} ${start} ${end ?? 'EOF'}`;
  return text
    .split('\n')
    .some((line) => line.startsWith('lock:') && line.includes(words[kind]) && line.includes(range));
}

function fieldOf(text: string, name: string): string | null {
  return new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? null;
}

/** The numbers of a process's open files; none if it has gone or hides them. */
export function listDescriptors(pid: number): readonly string[] {
  return list(`/proc/${pid}/fd`);
}

export function listThreads(pid: number): readonly string[] {
  return list(`/proc/${pid}/task`);
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (fault) {
    if (isUnavailable(fault)) return [];
    throw fault;
  }
}

/** What a descriptor leads to; null if it was closed meanwhile. */
export function readDescriptor(pid: number, descriptor: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch (fault) {
    if (isUnavailable(fault)) return null;
    throw fault;
  }
}

function isUnavailable(fault: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(fault));
}

/**
 * The device of each mount that a process sees, by mount id, as the lock table writes it (proc_pid_mountinfo(5), fields
 * 1 and 3).
 */
function mountDevices(pid: number): ReadonlyMap<string, string> {
  const text = readProcFile(`/proc/${pid}/mountinfo`)?.toString('latin1') ?? '';
  const devices = new Map<string, string>();
  for (const [, id = '', major, minor] of text.matchAll(/^(\d+) \d+ (\d+):(\d+) /gm)) {
    devices.set(id, `${hexadecimal(major)}:${hexadecimal(minor)}`);
  }
  return devices;
}

function hexadecimal(decimal: string | undefined): string {
  return Number(decimal).toString(16).padStart(2, '0');
}
