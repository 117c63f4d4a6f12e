import type { GraphTask } from '../../../core/task/graph-task.ts';
import { formatShare } from '../../../core/quantities.ts';

/** How a task stands, in a word or two: "done, cached", "running, 40%". */
export function standingWords({ status, cached, progress }: GraphTask): string {
  if (cached) return `${status}, cached`;
  return progress === null ? status : `${status}, ${formatShare(progress)}`;
}
