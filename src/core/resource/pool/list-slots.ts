import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readProcFile } from '../../process/proc-file.ts';

/** Who has a slot at this moment. */
export interface TakenSlot {
  readonly pid: number | null;
  readonly agent: string | null;
  /** What for, in one word; null where that is not said. */
  readonly kind: string | null;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** Who holds slots below a directory: the kernel's word (proc_locks(5)), with who it is as the slot's file says. */
export function listSlots(directory: string): TakenSlot[] {
  const locks = readProcFile('/proc/locks')?.toString('latin1') ?? '';
  const locked = new Set([...locks.matchAll(/FLOCK .*:(\d+) 0 EOF$/gm)].map(([, inode]) => inode));
  return slotFiles(directory).flatMap((name) => {
    const file = path.join(directory, name);
    const status = statSync(file, { throwIfNoEntry: false });
    if (!status || !locked.has(String(status.ino))) return [];
    const [pid, agent, kind] = readFileSync(file, 'utf8').trim().split(' ');
    return [
      {
        pid: pid && /^\d+$/.test(pid) ? Number(pid) : null,
        agent: agent || null,
        kind: kind || null,
        since: status.mtime.toISOString(),
      },
    ];
  });
}

function slotFiles(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^\d+$/.test(name));
  } catch {
    // Nobody has taken any yet.
    return [];
  }
}
