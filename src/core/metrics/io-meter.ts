import type { ProcessEntry } from '../process/process-entry.ts';
import { readProcFileOnce } from '../process/proc-file.ts';
import { absorbed } from './absorbed.ts';

/** Bytes that went from and to storage. */
export interface IoBytes {
  readonly read: number;
  readonly written: number;
}

interface KnownIo extends IoBytes {
  readonly pid: number;
  readonly parentPid: number;
  readonly startTime: string;
}

/**
 * Sums up what a changing set of processes reads from and writes to storage, and never goes back when one ends. It
 * takes `read_bytes` and `write_bytes` of /proc/PID/io (proc_pid_io(5)): what reached the storage layer, not what was
 * served by the page cache. The kernel adds the figures of a child to those of the parent that waits for it
 * (kernel/exit.c, wait_task_zombie), so a child that came and went between two calls counts as well, and one that was
 * seen is not counted twice (see `absorbed`). Processes that may not be read count as 0, as all do without /proc.
 */
export class IoMeter {
  #before: ReadonlyMap<number, KnownIo> = new Map();
  #read = 0;
  #written = 0;

  advance(members: readonly ProcessEntry[]): IoBytes {
    const now = new Map<number, KnownIo>();
    for (const { pid, parentPid, startTime } of members) {
      const io = readIo(pid);
      if (io) now.set(pid, { ...io, pid, parentPid, startTime });
    }
    const read = absorbed(this.#before, now, (entry) => entry.read);
    const written = absorbed(this.#before, now, (entry) => entry.written);
    for (const entry of now.values()) {
      const last = this.#before.get(entry.pid);
      const known = last?.startTime === entry.startTime ? last : undefined;
      const countedRead = (known?.read ?? 0) + (read.get(entry.pid) ?? 0);
      const countedWritten = (known?.written ?? 0) + (written.get(entry.pid) ?? 0);
      this.#read += Math.max(0, entry.read - countedRead);
      this.#written += Math.max(0, entry.written - countedWritten);
    }
    this.#before = now;
    return { read: this.#read, written: this.#written };
  }
}

function readIo(pid: number): IoBytes | null {
  if (process.platform !== 'linux') return null;
  return parseIo(readProcFileOnce(`/proc/${pid}/io`)?.toString('latin1') ?? '');
}

/** `cancelled_write_bytes` is left alone: truncating a file may take back what another process had written. */
export function parseIo(content: string): IoBytes | null {
  const match = /^read_bytes: (\d+)\nwrite_bytes: (\d+)$/m.exec(content);
  return match && { read: Number(match[1]), written: Number(match[2]) };
}
