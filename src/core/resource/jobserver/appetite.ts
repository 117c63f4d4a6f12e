/** How long a command that left tokens lying is taken to have enough; ms. */
const patienceMs = 500;

/**
 * Whether a command would take more tokens than it has. A reader that waits cannot be seen, so it is told from what is
 * taken: tokens that lie idle are not wanted, and when all that was put there is gone more are. A command with nothing
 * to take is offered one again after a while.
 */
export class Appetite {
  #offered = 0;
  #fullUntil = 0;

  /** @param now ms */
  look(idle: number, now: number): boolean {
    if (idle > 0) this.#fullUntil = now + patienceMs;
    else if (this.#offered > 0) this.#fullUntil = 0;
    return now >= this.#fullUntil;
  }

  /** So many were left there. */
  offer(count: number): void {
    this.#offered = count;
  }
}
