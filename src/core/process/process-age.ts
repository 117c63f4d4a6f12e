import { uptime } from 'node:os';

/** USER_HZ, in which Linux tells start times (proc_pid_stat(5), field 22): 100 wherever Node.js runs. */
const ticksPerSecond = 100;

/** For how long a process has run, by the start time that Linux tells of it; s. */
export function processAge({ startTime }: { readonly startTime: string }): number {
  return uptime() - Number(startTime) / ticksPerSecond;
}
