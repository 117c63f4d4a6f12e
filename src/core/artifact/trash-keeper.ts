import { createHash } from 'node:crypto';
import { currentIdentity, identify, isAlive, type ProcessIdentity } from '../process/identity.ts';

/**
 * A process as part of a file name: its pid, and a digest of when it started, since pids are used again. Entries of a
 * process that lives are its own business; those of one that has ended are everybody's to finish.
 */
export function ownKeeper(): string {
  return (own ??= keeperOf(currentIdentity()));
}

let own: string | undefined;

/** Whether the process lives and is not this one. */
export function isOtherAlive(keeper: string): boolean {
  if (keeper === ownKeeper()) return false;
  const identity = identify(Number(/^(\d+)-/.exec(keeper)?.[1]));
  return identity !== null && keeperOf(identity) === keeper && isAlive(identity);
}

function keeperOf({ pid, startTime, bootId }: ProcessIdentity): string {
  const digest = createHash('sha256').update(`${startTime} ${bootId}`).digest('hex');
  return `${pid}-${digest.slice(0, 12)}`;
}

/**
 * Runs one piece of work on the trash after the other within this process, so that an entry of our own that is met at
 * the start of one was left behind by an interrupted one.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

let last: Promise<unknown> = Promise.resolve();
