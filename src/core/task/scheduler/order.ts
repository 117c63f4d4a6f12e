/** After waiting this long a task counts as one point of priority more; ms. */
export const ageingMs = 10_000;

/** A task that could start. */
export interface Waiting {
  readonly name: string;
  /** 0–100. */
  readonly priority: number;
  /** When it could have started first, on a clock that never goes back; ms. */
  readonly since: number;
  /** From its start until all that waits for it is done, at least; ms. */
  readonly pathMs: number;
}

/**
 * Who goes first: by priority, which grows with waiting so that nobody waits for ever; among equals the one with the
 * longest chain behind it; then who came first. Since all age alike, the order of two never changes while both wait.
 */
export function compareWaiting(one: Waiting, other: Waiting): number {
  return (
    rank(other) - rank(one) ||
    other.pathMs - one.pathMs ||
    one.since - other.since ||
    (one.name < other.name ? -1 : 1)
  );
}

/** Priority less the age of the world when it came: in whole steps, so that what comes together stays together. */
function rank({ priority, since }: Waiting): number {
  return priority - Math.floor(since / ageingMs);
}
