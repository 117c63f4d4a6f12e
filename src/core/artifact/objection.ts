import { findOccupant } from './occupant.ts';
import { findUnsavedWork } from './unsaved-work.ts';
import type { LinkedWorktree } from './linked-worktree.ts';

/**
 * Why an agent's own directory is not to be deleted all the same: a process works in it, or it is a worktree that
 * holds work. Null when it may go. `place` is where it lies at this moment, a real path; processes of which `isLeaving`
 * holds will have gone before. Throws when git cannot tell.
 */
export async function objectionTo(
  place: string,
  worktree: LinkedWorktree | null,
  isLeaving?: (pid: number) => boolean,
): Promise<string | null> {
  const occupant = findOccupant(place, isLeaving);
  if (occupant) return `process ${occupant.pid} (${occupant.name}) works in it`;
  return worktree ? findUnsavedWork(worktree, place) : null;
}
