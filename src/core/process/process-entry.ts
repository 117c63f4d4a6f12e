/** One line of the process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: number;
  readonly session: number;
  /** As in `ProcessIdentity`: with the pid it names the process for ever (within one boot). */
  readonly startTime: string;
  /** The program's short name, at most 15 bytes on Linux; the process chooses it, so never trust it. */
  readonly name: string;
  /** One letter of ps(1): R, S, D, T, Z … */
  readonly state: string;
  /** User and system time, with the time of children that ended and were waited for. */
  readonly cpuSeconds: number;
  /** The part of `cpuSeconds` that such children used. 0 where the platform does not tell it apart. */
  readonly reapedCpuSeconds: number;
  readonly residentBytes: number;
  /** Changes when the process runs another program (execve), so that its environment is read again. */
  readonly image: string;
}

/** Whether the process has ended and only waits to be reaped. */
export function isZombie(entry: Pick<ProcessEntry, 'state'>): boolean {
  return entry.state === 'Z' || entry.state === 'X' || entry.state === 'x';
}
