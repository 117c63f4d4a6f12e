import type { ProcessEntry } from '../process/process-entry.ts';
import { absorbed } from './absorbed.ts';

/**
 * CPU time that each process used from one table to the next, short-lived children included. With `self` for what a
 * process used itself, `reaped` for what the children it waited for used, and Δ for the growth since the last table:
 *
 *     used(p) = Δself(p) + max(0, Δreaped(p) − Σ total(c) over the processes c below p that ended since)
 *
 * where total(c) is what c had used at the last table, children included: that much was counted then. A child that
 * began and ended in between is in Δreaped whole; a process that began since counts from its birth. So all that is used
 * below a process that lives on is counted once and never negative. Not seen is the last moment of a process whose
 * parent does not wait for it (SIGCHLD ignored, or ended first): the sum is then short by that moment, never too high.
 */
export class CpuMeter {
  #before: ReadonlyMap<number, ProcessEntry> | null = null;

  /** Seconds by pid since the call before; none at the first. Give it whole tables. */
  advance(table: readonly ProcessEntry[]): Map<number, number> {
    const now = new Map(table.map((entry) => [entry.pid, entry]));
    const before = this.#before;
    this.#before = now;
    if (!before) return new Map();
    const counted = absorbed(before, now, (entry) => entry.cpuSeconds);
    return new Map(
      table.map((entry) => {
        const last = before.get(entry.pid);
        const known = last?.startTime === entry.startTime ? last : undefined;
        const reaped = entry.reapedCpuSeconds - (known?.reapedCpuSeconds ?? 0);
        const self = selfSeconds(entry) - (known ? selfSeconds(known) : 0);
        return [entry.pid, Math.max(0, self) + Math.max(0, reaped - (counted.get(entry.pid) ?? 0))];
      }),
    );
  }
}

function selfSeconds(entry: ProcessEntry): number {
  return entry.cpuSeconds - entry.reapedCpuSeconds;
}
