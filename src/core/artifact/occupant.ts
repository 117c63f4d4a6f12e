import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { programName } from '../process/program-name.ts';

/** A process that works in a directory. */
export interface Occupant {
  readonly pid: number;
  /** Of its program. */
  readonly name: string;
}

/**
 * A process whose working directory is `directory` or lies below it, this one included; null when there is none, or
 * where the system does not say (other users' processes; other systems than Linux). The kernel tells the path as it
 * is at this moment, so this also works on a directory that has just been moved. `directory` is a real path;
 * processes of which `isLeaving` holds do not count.
 */
export function findOccupant(
  directory: string,
  isLeaving: (pid: number) => boolean = () => false,
): Occupant | null {
  if (process.platform !== 'linux') {
    return isInside(process.cwd(), directory) ? { pid: process.pid, name: process.title } : null;
  }
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (!isInside(readlinkSync(`/proc/${pid}/cwd`), directory)) continue;
      if (isLeaving(Number(pid))) continue;
      const shortName = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
      return { pid: Number(pid), name: programName(Number(pid), shortName) };
    } catch {
      // Ended meanwhile, or another user's: neither keeps us from looking at the next.
      continue;
    }
  }
  return null;
}

function isInside(place: string, directory: string): boolean {
  return place === directory || place.startsWith(`${directory}/`);
}
