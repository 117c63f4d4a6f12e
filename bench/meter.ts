import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ProcessEntry } from '../src/core/process/process-entry.ts';
import { readProcFile } from '../src/core/process/proc-file.ts';
import { readProcessTable } from '../src/core/process/process-table.ts';

/** What a stretch of work cost. */
export interface Cost {
  readonly seconds: number;
  /** Sum over its processes of the time they were blocked on a file lock, from the kernel's table. */
  readonly lockWaitSeconds: number;
  /** The same by what was waited for: file names, longest wait first. */
  readonly lockWaits: readonly (readonly [file: string, seconds: number])[];
  /** Most resident memory of its processes at one moment; bytes. */
  readonly peakBytes: number;
}

const tickMs = 50;

/** Every process that `work` starts has this in its environment, whoever its parent is: so daemons count as well. */
export const benchMarker = 'BENCH_OF';

/**
 * Runs `work` and measures the processes whose environment has `marker`, so that others on the machine cost time and
 * change no other figure. Linux only: other kernels do not show who waits for a lock.
 *
 * @param look is shown these processes at each tick
 */
export async function measure(
  marker: string,
  work: () => Promise<void>,
  look: (processes: readonly ProcessEntry[]) => void = () => undefined,
): Promise<Cost> {
  const marked = new MarkedProcesses(marker);
  let peakBytes = 0;
  const waits = new Map<string, number>();
  let last = performance.now();
  const tick = (): void => {
    const at = performance.now();
    const processes = marked.read();
    look(processes);
    const pids = new Set(processes.map(({ pid }) => pid));
    for (const { pid, inode } of blockedOnLocks()) {
      if (!pids.has(pid)) continue;
      const file = openFile(pid, inode) ?? `inode ${inode}`;
      waits.set(file, (waits.get(file) ?? 0) + (at - last) / 1000);
    }
    last = at;
    const bytes = processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    peakBytes = Math.max(peakBytes, bytes);
  };
  const started = performance.now();
  const timer = setInterval(tick, tickMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return {
    seconds: (performance.now() - started) / 1000,
    lockWaitSeconds: [...waits.values()].reduce((sum, each) => sum + each, 0),
    lockWaits: [...waits].sort(([, a], [, b]) => b - a),
    peakBytes,
  };
}

/** The processes whose environment has a marker, but for this one. */
export class MarkedProcesses {
  readonly #entry: string;
  /** Whether it is one, by pid, start and program: between fork and exec a process has its parent's environment. */
  readonly #known = new Map<string, boolean>();

  constructor(marker: string) {
    this.#entry = `${benchMarker}=${marker}\0`;
  }

  read(): ProcessEntry[] {
    return readProcessTable().filter(({ pid, startTime, name }) => {
      if (pid === process.pid) return false;
      const key = `${pid} ${startTime} ${name}`;
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const isMarked =
        readProcFile(`/proc/${pid}/environ`)?.toString('latin1').includes(this.#entry) ?? false;
      this.#known.set(key, isMarked);
      return isMarked;
    });
  }
}

/** proc_locks(5): a line with `->` after its number is a request that waits; who asks, and for which device and inode. */
function blockedOnLocks(): { pid: number; inode: string }[] {
  const waiting = /^\d+: +-> +\S+ +\S+ +\S+ +(\d+) +[0-9a-f]+:[0-9a-f]+:(\d+)/gm;
  const lines = readFileSync('/proc/locks', 'latin1').matchAll(waiting);
  return [...lines].map(([, pid, inode = '']) => ({ pid: Number(pid), inode }));
}

/** The name of the file that the process has open and that has this inode; null if it is gone. */
function openFile(pid: number, inode: string): string | null {
  try {
    const directory = `/proc/${pid}/fd`;
    const entry = readdirSync(directory).find(
      (each) => String(statSync(path.join(directory, each)).ino) === inode,
    );
    return entry === undefined ? null : path.basename(readlinkSync(path.join(directory, entry)));
  } catch {
    return null;
  }
}

export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
