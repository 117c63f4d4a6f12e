import type { Contention, ContentionHolder } from './contention.ts';

// Apart from `contention.ts` so that a presenter can use them without loading the schemas.

/** Whom an agent waits for: `dev-1 (cargo build, pid 4242)`, `node (pid 977)`; null where nobody knows. */
export function holderText(holder: ContentionHolder | null): string | null {
  if (!holder) return null;
  const { agent, command, pid } = holder;
  const [first, ...rest] = [agent, command, pid === null ? null : `pid ${String(pid)}`].filter(
    (part) => part !== null,
  );
  if (first === undefined) return null;
  return rest.length === 0 ? first : `${first} (${rest.join(', ')})`;
}

/** How long it has lasted, at `now` (ms since the epoch) if it goes on; seconds. What does not block costs none. */
export function secondsLost({ finding, since, until }: Contention, now = Date.now()): number {
  if (!finding.blocking) return 0;
  return Math.max(0, (until === null ? now : Date.parse(until)) - Date.parse(since)) / 1000;
}
