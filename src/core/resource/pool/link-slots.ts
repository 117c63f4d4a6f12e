import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { readProcFile } from '../../process/proc-file.ts';

/** A link at this moment. */
export interface Link {
  readonly pid: number | null;
  readonly agent: string | null;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** Where slots are locked: a file for each, and one for the queue. */
export function linkSlots({ home }: Pick<Location, 'home'>): string {
  return path.join(home, 'locks', 'links');
}

/** The links that hold a slot: the kernel's word (proc_locks(5)), with who it is as the slot's file says. */
export function listLinks(location: Pick<Location, 'home'>): Link[] {
  const directory = linkSlots(location);
  const locks = readProcFile('/proc/locks')?.toString('latin1') ?? '';
  const locked = new Set([...locks.matchAll(/FLOCK .*:(\d+) 0 EOF$/gm)].map(([, inode]) => inode));
  return slotFiles(directory).flatMap((name) => {
    const file = path.join(directory, name);
    const status = statSync(file, { throwIfNoEntry: false });
    if (!status || !locked.has(String(status.ino))) return [];
    const [pid, agent] = readFileSync(file, 'utf8').trim().split(' ');
    return [
      {
        pid: pid && /^\d+$/.test(pid) ? Number(pid) : null,
        agent: agent || null,
        since: status.mtime.toISOString(),
      },
    ];
  });
}

function slotFiles(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^\d+$/.test(name));
  } catch {
    // No agent has linked yet.
    return [];
  }
}
