import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { readProcFile } from '../../process/proc-file.ts';

/** What holds a slot at this moment: a link, or a command. */
export interface Link {
  readonly pid: number | null;
  readonly agent: string | null;
  /** Whether it is the slot of a whole command of the class `link`, which has a place at the gate as well. */
  readonly isPlace: boolean;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** Where slots are locked: a file for each, and one for the queue. */
export function linkSlots({ home }: Pick<Location, 'home'>): string {
  return path.join(home, 'locks', 'links');
}

/** Who holds slots: the kernel's word (proc_locks(5)), with who it is as the slot's file says. */
export function listLinks(location: Pick<Location, 'home'>): Link[] {
  const directory = linkSlots(location);
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
        isPlace: kind === 'place',
        since: status.mtime.toISOString(),
      },
    ];
  });
}

/** Why a command waits for a slot, in the words of the other gates. */
export function slotReason(links: readonly Link[], limit: number): string {
  const names = [...new Set(links.map(({ agent }) => agent ?? 'somebody'))];
  const whose = names.length === 0 ? '' : `, by links of ${names.join(', ')}`;
  return `Waits: LINK_JOBS: ${String(links.length)} of ${String(limit)} in use${whose}.`;
}

function slotFiles(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^\d+$/.test(name));
  } catch {
    // No agent has linked yet.
    return [];
  }
}
