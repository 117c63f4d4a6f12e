import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Tells whether the kernel has killed a process for want of memory since it was last asked: on the machine
 * (`oom_kill` in /proc/vmstat, since Linux 4.13) or in this process's control group (memory.events,
 * https://docs.kernel.org/admin-guide/cgroup-v2.html). Elsewhere it is never known.
 */
export class MemoryKills {
  #last = countKills();

  since(): boolean {
    const count = countKills();
    const grew = count > this.#last;
    this.#last = count;
    return grew;
  }
}

function countKills(): number {
  return countIn('/proc/vmstat') + countIn(controlGroupFile());
}

function controlGroupFile(): string {
  const group = /^0::(.*)$/m.exec(read('/proc/self/cgroup'))?.[1] ?? '/';
  return path.join('/sys/fs/cgroup', group, 'memory.events');
}

function countIn(file: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(read(file))?.[1] ?? 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Another system, or a controller that is off.
    return '';
  }
}
