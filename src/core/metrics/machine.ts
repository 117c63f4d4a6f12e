import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { readProcFile, readProcFileOnce } from '../process/proc-file.ts';
import type { MachineSample, Pressure } from './sample.ts';

/** Processor time of the whole machine since it started; any unit, as only shares are taken. */
interface CpuTimes {
  readonly busy: number;
  readonly total: number;
  readonly cores: number;
}

/**
 * Samples the whole machine: on Linux from /proc/stat, /proc/meminfo and /proc/pressure in well under a millisecond;
 * elsewhere from node, where pressure is not known and memory that could be given back counts as used.
 */
export class MachineMeter {
  #before: CpuTimes | null = null;

  sample(): MachineSample {
    const times = readCpuTimes();
    const before = this.#before;
    this.#before = times;
    return {
      cpu: before ? coresInUse(before, times) : 0,
      cores: times.cores,
      ...readMemory(),
      pressure: {
        cpu: readPressure('cpu'),
        memory: readPressure('memory'),
        io: readPressure('io'),
      } satisfies Pressure,
    };
  }
}

function coresInUse(before: CpuTimes, now: CpuTimes): number {
  const total = now.total - before.total;
  if (total <= 0) return 0;
  // Idle and iowait may go back a little (proc_stat(5)).
  const share = Math.min(1, Math.max(0, (now.busy - before.busy) / total));
  return share * now.cores;
}

function readCpuTimes(): CpuTimes {
  const content = process.platform === 'linux' ? readProcFile('/proc/stat') : null;
  if (content) return parseCpuTimes(content.toString('latin1'));
  const list = cpus();
  let busy = 0;
  let idle = 0;
  for (const { times } of list) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, total: busy + idle, cores: list.length || availableParallelism() };
}

/** Time stolen by the hypervisor is neither used nor available; guest time is part of user time (proc_stat(5)). */
export function parseCpuTimes(content: string): CpuTimes {
  const line = /^cpu +(.*)$/m.exec(content)?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  const cores = content.match(/^cpu\d/gm)?.length ?? 1;
  return { busy, total: busy + idle + wait + steal, cores };
}

function readMemory(): { memoryUsed: number; memoryTotal: number } {
  const content = process.platform === 'linux' ? readProcFile('/proc/meminfo') : null;
  const text = content?.toString('latin1') ?? '';
  const total = kibibytes(text, 'MemTotal');
  const available = kibibytes(text, 'MemAvailable');
  if (total !== null && available !== null) {
    return { memoryUsed: total - available, memoryTotal: total };
  }
  return { memoryUsed: totalmem() - freemem(), memoryTotal: totalmem() };
}

function kibibytes(content: string, name: string): number | null {
  const match = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(content);
  return match ? Number(match[1]) * 1024 : null;
}

function readPressure(resource: keyof Pressure): number | null {
  if (process.platform !== 'linux') return null;
  const content = readProcFileOnce(`/proc/pressure/${resource}`);
  return content && parsePressure(content.toString('latin1'));
}

/** The `some` line's average over 10 s as a share of time. */
export function parsePressure(content: string): number | null {
  const match = /^some avg10=([\d.]+) /m.exec(content);
  return match ? Number(match[1]) / 100 : null;
}
