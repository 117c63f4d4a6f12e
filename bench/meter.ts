import { readFileSync } from 'node:fs';
import { readProcessTable } from '../src/core/process/process-table.ts';

/** What a stretch of time cost the machine. */
export interface Cost {
  readonly seconds: number;
  /** Time of all processors together in user and kernel mode, of everything on the machine. */
  readonly processorSeconds: number;
  /** Sum over all processes of the time they were blocked on a file lock, from the kernel's table. */
  readonly lockWaitSeconds: number;
  /** Most resident memory at one moment of processes that were not there before; bytes. */
  readonly peakBytes: number;
}

const tickMs = 50;
/** proc_stat(5): in units of USER_HZ, which is 100 on every architecture Linux shows to programs. */
const ticksPerSecond = 100;

/** Runs `work` and measures it. Linux only: other kernels do not show who waits for a lock. */
export async function measure(work: () => Promise<void>): Promise<Cost> {
  const before = new Set(readProcessTable().map(({ pid }) => pid));
  let peakBytes = 0;
  let lockWaitMs = 0;
  let last = performance.now();
  const tick = (): void => {
    const at = performance.now();
    lockWaitMs += blockedLocks() * (at - last);
    last = at;
    const resident = readProcessTable().filter(({ pid }) => !before.has(pid));
    const bytes = resident.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    peakBytes = Math.max(peakBytes, bytes);
  };
  const processor = processorSeconds();
  const started = performance.now();
  const timer = setInterval(tick, tickMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return {
    seconds: (performance.now() - started) / 1000,
    processorSeconds: processorSeconds() - processor,
    lockWaitSeconds: lockWaitMs / 1000,
    peakBytes,
  };
}

/** proc_locks(5): a line with `->` after its number is a request that waits, the further in the deeper its queue. */
function blockedLocks(): number {
  return readFileSync('/proc/locks', 'latin1').match(/^\d+: +->/gm)?.length ?? 0;
}

/** The first three and the sixth and seventh field of the machine's line: user, nice, system, irq, softirq. */
function processorSeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / ticksPerSecond;
}

export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
