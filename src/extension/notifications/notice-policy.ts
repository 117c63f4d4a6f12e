import type { Contention } from '../../core/contention/contention.ts';

/** So often the same is met, within so long (ms), until it counts as one that comes back. */
const repetition = { times: 3, within: 600_000 } as const;

/** How many kinds of contention are remembered: an agent that meets something else each time must not fill the memory. */
const mostRemembered = 500;

/** What is contended, by the file where it is known: several agents may wait for one. */
function resourceOf({ path, finding }: Contention): string {
  return path ?? `${finding.tool}\0${finding.resource}`;
}

/**
 * Decides what of contention is worth a notification: of what one agent meets over one resource one a session, and of
 * one resource one at a time.
 */
export class NoticePolicy {
  /** When each was met, ms since the epoch. */
  readonly #met = new Map<string, number[]>();
  readonly #told = new Set<string>();
  readonly #shown = new Set<string>();

  /** Whether that an agent has met this now makes it one that comes back. */
  meets(contention: Contention, now: number): boolean {
    const key = keyOf(contention);
    const times = (this.#met.get(key) ?? []).filter((time) => now - time < repetition.within);
    times.push(now);
    this.#met.delete(key);
    this.#met.set(key, times.slice(-repetition.times));
    if (this.#met.size > mostRemembered) {
      for (const oldest of this.#met.keys()) {
        this.#met.delete(oldest);
        break;
      }
    }
    return times.length >= repetition.times;
  }

  /** It turned out to be none: the kernel refuted it. */
  takesBack(contention: Contention): void {
    this.#met.get(keyOf(contention))?.pop();
  }

  /** Whether it may be shown; it then counts as shown until `ends`. */
  begins(contention: Contention): boolean {
    const key = keyOf(contention);
    const resource = resourceOf(contention);
    if (this.#told.has(key) || this.#shown.has(resource)) return false;
    this.#told.add(key);
    this.#shown.add(resource);
    return true;
  }

  /** The notification has been answered or closed. */
  ends(contention: Contention): void {
    this.#shown.delete(resourceOf(contention));
  }
}

function keyOf({ agent, finding }: Contention): string {
  return `${agent}\0${finding.tool}\0${finding.kind}\0${finding.resource}`;
}
