import path from 'node:path';
import type { Location } from '../../location.ts';
import { listSlots } from './list-slots.ts';

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

export function listLinks(location: Pick<Location, 'home'>): Link[] {
  return listSlots(linkSlots(location)).map(({ kind, ...rest }) => ({
    ...rest,
    isPlace: kind === 'place',
  }));
}

/** Why a command waits for a slot, in the words of the other gates. */
export function slotReason(links: readonly Link[], limit: number): string {
  const names = [...new Set(links.map(({ agent }) => agent ?? 'somebody'))];
  const whose = names.length === 0 ? '' : `, by links of ${names.join(', ')}`;
  return `Waits: LINK_JOBS: ${String(links.length)} of ${String(limit)} in use${whose}.`;
}
