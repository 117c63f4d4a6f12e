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
  readonly cpuSeconds: number;
}

/** Of the processes that seem to sleep, each call looks at one in so many. */
const sleeperTurns = 10;

/**
 * Sums up what a changing set of processes reads from and writes to storage, and never goes back when one ends. It
 * takes `read_bytes` and `write_bytes` of /proc/PID/io (proc_pid_io(5)): what reached the storage layer, not what was
 * served by the page cache. The kernel adds the figures of a child to those of the parent that waits for it
 * (kernel/exit.c, wait_task_zombie), so a child that came and went between two calls counts as well, and one that was
 * seen is not counted twice (see `absorbed`). Processes that may not be read count as 0, as all do without /proc.
 *
 * Most processes sleep at most times, and no I/O is done without CPU time. One whose CPU time stands still (it is told
 * in ticks of 10 ms) is therefore read only every tenth call, and what it did meanwhile is counted then.
 */
export class IoMeter {
  #before: ReadonlyMap<number, KnownIo> = new Map();
  #read = 0;
  #written = 0;
  #calls = 0;

  advance(members: readonly ProcessEntry[]): IoBytes {
    this.#calls += 1;
    const entries = new Map(members.map((entry) => [entry.pid, entry]));
    const read = absorbed(this.#before, entries, (known) => known.read);
    const written = absorbed(this.#before, entries, (known) => known.written);
    const now = new Map<number, KnownIo>();
    for (const entry of members) {
      const { pid, parentPid, startTime, cpuSeconds } = entry;
      const last = this.#before.get(pid);
      const known = last?.startTime === startTime ? last : undefined;
      if (known && !read.has(pid) && !this.#isDue(entry, known)) {
        now.set(pid, { ...known, parentPid });
        continue;
      }
      const io = readIo(pid);
      if (!io) continue;
      this.#read += Math.max(0, io.read - (known?.read ?? 0) - (read.get(pid) ?? 0));
      this.#written += Math.max(0, io.written - (known?.written ?? 0) - (written.get(pid) ?? 0));
      now.set(pid, { ...io, pid, parentPid, startTime, cpuSeconds });
    }
    this.#before = now;
    return { read: this.#read, written: this.#written };
  }

  #isDue(entry: ProcessEntry, known: KnownIo): boolean {
    const isTurn = (this.#calls + entry.pid) % sleeperTurns === 0;
    return isTurn || entry.cpuSeconds !== known.cpuSeconds;
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
