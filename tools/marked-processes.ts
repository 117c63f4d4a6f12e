import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Kills every process that was started with `name=value` in its environment, other than this one. Linux shows that in
 * /proc (proc_pid_environ(5)); elsewhere nothing is found.
 */
export async function endProcesses(name: string, value: string): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const found = withVariable(`${name}=${value}`);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    await delay(50);
  }
}

function withVariable(entry: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((directory) => /^\d+$/.test(directory))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(entry));
}

/** Empty for a process that has ended, or belongs to someone else. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))
  );
}
