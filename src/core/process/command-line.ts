import { readProcFile } from './proc-file.ts';

/**
 * The words that a process was started with, as it shows them at this moment. Empty where that cannot be told: elsewhere
 * than on Linux, for another user's process, and for one that has ended.
 */
export function readCommandLine(pid: number): string[] {
  if (process.platform !== 'linux') return [];
  const content = readProcFile(`/proc/${pid}/cmdline`)?.toString('utf8') ?? '';
  // Each word ends with a NUL (proc_pid_cmdline(5)).
  return content.split('\0').slice(0, -1);
}
