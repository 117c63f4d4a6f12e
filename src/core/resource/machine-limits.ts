import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';

/** What this process may use: the machine, or less where a control group says so. `cores` may be a fraction. */
export interface MachineLimits {
  readonly cores: number;
  readonly memoryBytes: number;
}

/**
 * Reads the limits of the machine and, on Linux, of every control group from this process's own up to the root: the
 * least of them holds. cgroup v2: https://docs.kernel.org/admin-guide/cgroup-v2.html (cpu.max, memory.max), v1:
 * cpu.cfs_quota_us over cpu.cfs_period_us, memory.limit_in_bytes.
 *
 * @param root where /proc and /sys lie; another folder only in tests
 */
export function readMachineLimits(root = '/'): MachineLimits {
  let cores = availableParallelism();
  let memoryBytes = totalmem();
  if (process.platform !== 'linux') return { cores, memoryBytes };
  for (const group of readControlGroups(root)) {
    for (const directory of withAncestors(group)) {
      cores = Math.min(cores, cpuLimit(directory) ?? cores);
      memoryBytes = Math.min(memoryBytes, memoryLimit(directory) ?? memoryBytes);
    }
  }
  return { cores, memoryBytes };
}

/**
 * How much memory this process and what it starts may still take, bytes: what the machine has available without
 * swapping (proc_meminfo(5), MemAvailable), or less where a control group has less left. Files on a tmpfs are charged
 * to the group of who writes them; what a group holds of other files can be given back and counts as left.
 *
 * @param root where /proc and /sys lie; another folder only in tests
 */
export function readMemoryHeadroom(root = '/'): number {
  const available = /^MemAvailable: +(\d+) kB$/m.exec(read(path.join(root, 'proc/meminfo')) ?? '');
  let headroom = available ? Number(available[1]) * 1024 : 0;
  for (const group of readControlGroups(root)) {
    for (const directory of withAncestors(group)) {
      headroom = Math.min(headroom, memoryLeft(directory) ?? headroom);
    }
  }
  return Math.max(0, headroom);
}

/** Null where the group has no limit. */
function memoryLeft(directory: string): number | null {
  const limit = memoryLimit(directory);
  const used =
    positive(read(path.join(directory, 'memory.current'))) ??
    positive(read(path.join(directory, 'memory.usage_in_bytes')));
  if (limit === null || used === null) return null;
  const counts = read(path.join(directory, 'memory.stat')) ?? '';
  const files = [...counts.matchAll(/^(?:in)?active_file (\d+)$/gm)];
  return limit - used + files.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

interface ControlGroup {
  readonly mount: string;
  readonly path: string;
}

/** The groups of this process, from /proc/self/cgroup (cgroups(7)): `0::/path` is v2, `5:cpu,cpuacct:/path` v1. */
function readControlGroups(root: string): ControlGroup[] {
  const text = read(path.join(root, 'proc/self/cgroup')) ?? '';
  return text.split('\n').flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) return [];
    const base = path.join(root, 'sys/fs/cgroup');
    if (controllers === '') {
      return ['', 'unified'].map((name) => ({ mount: path.join(base, name), path: group }));
    }
    const names = controllers.split(',').filter((name) => name === 'cpu' || name === 'memory');
    const mounts = new Set(names.flatMap((name) => [name, controllers]));
    return [...mounts].map((name) => ({ mount: path.join(base, name), path: group }));
  });
}

/** From the group up to the mount's root. In a container the path may not exist below the mount; the root then does. */
function withAncestors(group: ControlGroup): string[] {
  const parts = group.path.split('/').filter((part) => part !== '' && part !== '..');
  return parts
    .map((_, index) => path.join(group.mount, ...parts.slice(0, parts.length - index)))
    .concat(group.mount);
}

function cpuLimit(directory: string): number | null {
  const [quota, period] = (read(path.join(directory, 'cpu.max')) ?? '').trim().split(' ');
  return (
    ratio(quota, period) ??
    ratio(
      read(path.join(directory, 'cpu.cfs_quota_us')),
      read(path.join(directory, 'cpu.cfs_period_us')),
    )
  );
}

function memoryLimit(directory: string): number | null {
  return (
    positive(read(path.join(directory, 'memory.max'))) ??
    positive(read(path.join(directory, 'memory.limit_in_bytes')))
  );
}

function ratio(quota: string | null | undefined, period: string | null | undefined): number | null {
  const dividend = positive(quota);
  const divisor = positive(period);
  return dividend === null || divisor === null ? null : dividend / divisor;
}

/** Null for `max`, for v1's -1 and for what is not a number: no limit. */
function positive(text: string | null | undefined): number | null {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there: another version of cgroups, or a controller that is off.
    return null;
  }
}
