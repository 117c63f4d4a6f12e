/** What places a process in a tree; the start time tells it from a later one with the same pid. */
interface Placed {
  readonly pid: number;
  readonly parentPid: number;
  readonly startTime: string;
}

/**
 * When a process ends, the kernel adds what it used to the totals of the process that waits for it: its parent, and so
 * on upwards when the parent ends too. What was counted while it lived must then not count again. Returns, by pid of a
 * process that still lives, the sum of `amount` over the processes of `before` below it that have ended since.
 */
export function absorbed<T extends Placed>(
  before: ReadonlyMap<number, T>,
  now: ReadonlyMap<number, Placed>,
  amount: (entry: T) => number,
): Map<number, number> {
  const livesOn = (entry: Placed): boolean => now.get(entry.pid)?.startTime === entry.startTime;
  const sums = new Map<number, number>();
  for (const entry of before.values()) {
    if (livesOn(entry)) continue;
    const heir = firstAncestor(before, entry, livesOn);
    if (heir) sums.set(heir.pid, (sums.get(heir.pid) ?? 0) + amount(entry));
  }
  return sums;
}

function firstAncestor<T extends Placed>(
  table: ReadonlyMap<number, T>,
  entry: T,
  matches: (entry: T) => boolean,
): T | null {
  let ancestor = table.get(entry.parentPid);
  // A table is read over some time, so a pid that was reused meanwhile could close a circle.
  for (let depth = 0; ancestor && depth < table.size; depth += 1) {
    if (matches(ancestor)) return ancestor;
    ancestor = table.get(ancestor.parentPid);
  }
  return null;
}
