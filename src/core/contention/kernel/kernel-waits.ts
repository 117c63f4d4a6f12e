import { readProcFile } from '../../process/proc-file.ts';
import type { Confidence } from '../confidence.ts';
import { findLockedFile, listDescriptors, listThreads } from './locked-file.ts';
import { lockKey, type LockRow, parseLockTable } from './lock-table.ts';
import { Owners, type OwnedAgent, type Party } from './owners.ts';

/** A process of an agent that the kernel holds up until another lets a lock go. */
export interface KernelWait {
  /** The same in every look for as long as the wait lasts. */
  readonly key: string;
  readonly agent: string;
  readonly waiter: Party;
  /** Who has the lock, where it can be told: not for processes of other users, nor of another machine. */
  readonly holder: Party | null;
  /** The file that is locked, absolute; null where neither process shows its files. */
  readonly path: string | null;
  /** Where it is inferred from what the kernel shows, and not shown itself; otherwise `certain`. */
  readonly confidence?: Confidence;
}

interface SeenWait {
  readonly wait: KernelWait;
  /** The row that it waits behind. */
  readonly heldBy: string;
}

/** All that is told of one file lock of the machine, or null where there is no such table. */
export function readLockTable(): string | null {
  if (process.platform !== 'linux') return null;
  return readProcFile('/proc/locks')?.toString('latin1') ?? null;
}

/**
 * What processes of agents wait for at this moment by the kernel's table of file locks (proc_locks(5)). That shows
 * waits in flock(2), fcntl(2) and for leases that print nothing; it does not show locks that are made by creating a
 * file or a folder, programs that ask again and again instead of waiting, nor waits for another machine on a network
 * file system. Linux only: elsewhere there are none to see.
 */
export class KernelWaits {
  readonly #owners: Owners;
  readonly #read: () => string | null;
  #known = new Map<string, SeenWait>();
  /** What the first of two reads has shown: the second looks only at whether it is still so. */
  #shown: ReadonlyMap<string, SeenWait> = new Map();

  constructor(owners: Owners = new Owners(), read: () => string | null = readLockTable) {
    this.#owners = owners;
    this.#read = read;
  }

  /** Every call looks anew; a wait that is known since the last one costs next to nothing. */
  look(agents: readonly OwnedAgent[]): KernelWait[] {
    this.#owners.begin(agents);
    const waits = this.#waits();
    if (!haveSameKeys(waits, this.#known)) {
      // The table may have changed while it was read, so that a row was missed, and a pid may have become another
      // process's between the table and the process: what is new and what is over has to be so twice.
      this.#shown = waits;
      const again = this.#waits();
      this.#shown = new Map();
      for (const key of waits.keys()) if (!again.has(key)) waits.delete(key);
      for (const [key, wait] of again) if (this.#known.has(key)) waits.set(key, wait);
    }
    this.#known = waits;
    return [...waits.values()].map(({ wait }) => wait);
  }

  #waits(): Map<string, SeenWait> {
    const table = this.#read();
    // What cannot be read tells of no end.
    if (table === null) return new Map(this.#known);
    const queues = parseLockTable(table);
    const seen = queues.flatMap(({ held, waiting }) =>
      waiting.flatMap((row) =>
        this.#waitersOf(row).flatMap((waiter) => this.#seen(waiter, row, held) ?? []),
      ),
    );
    return new Map(seen.map((each) => [each.wait.key, each]));
  }

  #seen(waiter: Party, row: LockRow, held: LockRow): SeenWait | null {
    const { agent } = waiter;
    if (agent === null) return null;
    const key = [waiter.pid, waiter.startTime, row.device, row.inode].join(' ');
    const known = this.#known.get(key) ?? this.#shown.get(key);
    const heldBy = lockKey(held);
    if (known?.heldBy === heldBy && this.#isStill(known.wait.holder, held)) return known;
    const own = findLockedFile(waiter.pid, row)?.path ?? null;
    const { party, path } = this.#holderOf(held, own);
    return { heldBy, wait: { key, agent, waiter, holder: party, path: own ?? path } };
  }

  #isStill(holder: Party | null, held: LockRow): boolean {
    if (!holder) return true;
    if (this.#owners.partyOf(holder.pid)?.startTime !== holder.startTime) return false;
    // That row is the same for whoever holds it.
    return held.kind !== 'ofd' || findLockedFile(holder.pid, held)?.isHolder === true;
  }

  #waitersOf(row: LockRow): Party[] {
    if (row.pid !== null) {
      const party = this.#owners.partyOf(row.pid);
      return party ? [party] : [];
    }
    if (row.kind !== 'ofd') return [];
    // The kernel names nobody: it is whoever has the file open and sleeps in a call for a lock.
    return this.#owners
      .ofAgents()
      .filter(({ pid }) => sleepsForLock(pid) && findLockedFile(pid, row)?.isHolder === false);
  }

  /**
   * The process named in the table may have ended and left the lock to a child (flock(2)), or its pid to a stranger: it
   * counts only where its own files do not say otherwise. Another user's process does not show its files.
   *
   * @param at where the waiter has the file open: mostly the holder's path as well
   */
  #holderOf(held: LockRow, at: string | null): { party: Party | null; path: string | null } {
    const named = held.pid === null ? null : this.#owners.partyOf(held.pid);
    const file = named && findLockedFile(named.pid, held);
    if (named && file) return { party: named, path: file.path };
    // In another mount namespace it may have another path.
    for (const place of at === null ? [undefined] : [at, undefined]) {
      for (const { pid } of this.#owners.table()) {
        const its = findLockedFile(pid, held, place);
        if (its?.isHolder) return { party: this.#owners.partyOf(pid), path: its.path };
      }
    }
    const hides = named !== null && listDescriptors(named.pid).length === 0;
    return { party: hides ? named : null, path: null };
  }
}

function haveSameKeys(
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): boolean {
  return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}

/** Whether any thread of a process sleeps in the kernel for a file lock (proc_pid_wchan(5)). */
export function sleepsForLock(pid: number): boolean {
  return listThreads(pid).some((thread) => {
    const wchan = readProcFile(`/proc/${pid}/task/${thread}/wchan`)?.toString('latin1') ?? '';
    return /setlk|locks_lock|flock|nlm|lease/.test(wchan);
  });
}
