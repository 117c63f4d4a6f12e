import type { Contention } from '../contention.ts';
import type { KernelWait } from './kernel-waits.ts';
import { sleepsForLock } from './kernel-waits.ts';
import type { Owners } from './owners.ts';

/** How long after a message the kernel may take to show the wait; ms. */
const patience = 1500;

/** Programs whose output comes from where the lock table of this machine does not reach. */
const elsewhere =
  /^(?:docker|podman|nerdctl|kubectl|ssh|mosh|devcontainer|bwrap|unshare|lxc|wsl)\b/;

/**
 * Whether the kernel would show a wait that a message tells of. It would not for a program in a container, on another
 * machine, or one that sleeps for a lock of a network file system; then the message stands for itself.
 */
export class WouldShow {
  readonly #owners: Owners;
  #waiting: ReadonlySet<string> = new Set();
  /** Of which messages, by id, the kernel knows nothing: what runs is looked at once for each. */
  readonly #elsewhere = new Set<number>();

  constructor(owners: Owners) {
    this.#owners = owners;
  }

  look(waits: readonly KernelWait[]): void {
    this.#waiting = new Set(waits.map(({ agent }) => agent));
  }

  of({ id, agent, since }: Contention, now = Date.now()): boolean {
    if (this.#elsewhere.has(id)) return false;
    // Whichever wait of the agent it may be meant by it: in doubt the message stands.
    if (this.#waiting.has(agent) || now - Date.parse(since) < patience) return false;
    const parties = this.#owners.ofAgents().filter((party) => party.agent === agent);
    const isElsewhere = parties.some(
      ({ pid, command }) => elsewhere.test(command) || sleepsForLock(pid),
    );
    if (isElsewhere) this.#elsewhere.add(id);
    return !isElsewhere;
  }
}
