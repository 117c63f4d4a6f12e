import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { LanekeeperError } from '../error.ts';
import { isZombie } from './process-entry.ts';
import type { ProcessEntry } from './process-entry.ts';
import { readProcStat } from './proc-stat.ts';
import { readPs } from './ps-table.ts';

/**
 * Names one process for ever. A pid alone is reused; with the start time (kernel clock ticks since boot, as text) and
 * the boot id it is unique on the machine.
 */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  bootId: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Who has this pid now, null if nobody does. A zombie has it until it is reaped. */
export function identify(pid: number): ProcessIdentity | null {
  const entry = readProcessEntry(pid);
  return entry && identityOf(entry);
}

/** The identity of a process in a table read since the last boot, so of any table this process read. */
export function identityOf(entry: Pick<ProcessEntry, 'pid' | 'startTime'>): ProcessIdentity {
  return { pid: entry.pid, startTime: entry.startTime, bootId: bootId() };
}

/** Whether this very process still runs; one that ended and was not reaped yet does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const entry = findEntry(identity);
  return entry !== null && !isZombie(entry);
}

/** The table entry of this very process, zombie or not; null once its pid is free or another's. */
export function findEntry(identity: ProcessIdentity): ProcessEntry | null {
  if (identity.bootId !== bootId()) return null;
  const entry = readProcessEntry(identity.pid);
  return entry?.startTime === identity.startTime ? entry : null;
}

let own: ProcessIdentity | undefined;

export function currentIdentity(): ProcessIdentity {
  if (own?.pid === process.pid) return own;
  const identity = identify(process.pid);
  if (!identity) {
    throw new LanekeeperError(
      'internal',
      'This process does not find itself in the process table.',
      'Check that /proc is mounted.',
    );
  }
  return (own = identity);
}

/** One process looked up by pid. Throws `platform-unsupported` on Windows. */
export function readProcessEntry(pid: number): ProcessEntry | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? readProcStat(pid) : (readPs([pid])[0] ?? null);
}

let boot: string | undefined;

/** Differs after each start of the machine; clock ticks since boot mean nothing without it. */
function bootId(): string {
  return (boot ??= readBootId());
}

function readBootId(): string {
  if (process.platform === 'linux') {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  }
  const { stdout } = spawnSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' });
  if (stdout) return stdout.trim();
  throw new LanekeeperError(
    'platform-unsupported',
    `Processes cannot be told apart safely on ${process.platform}.`,
    'Run Lanekeeper on Linux or macOS; on Windows, inside WSL.',
  );
}
