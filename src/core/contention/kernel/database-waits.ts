import { readProcFile } from '../../process/proc-file.ts';
import { type KernelWait, readLockTable } from './kernel-waits.ts';
import { findLockedFile, listThreads } from './locked-file.ts';
import { lockKey, type LockRow, parseLockTable } from './lock-table.ts';
import type { Owners, Party } from './owners.ts';

/** PENDING_BYTE, RESERVED_BYTE and the 510 of the shared range (SQLite, src/os.h). */
const fileLocks = { first: 0x4000_0000n, last: 0x4000_01ffn };

/** WAL_WRITE_LOCK, WAL_CKPT_LOCK and WAL_RECOVER_LOCK in the -shm file (SQLite, src/wal.c and WAL_SHM_LOCK in os_unix.c). */
const indexLocks = { first: 120n, last: 122n };

/** A busy handler sleeps at most 100 ms at a time (sqliteDefaultBusyCallback in src/main.c): between two looks twice. */
const leastNaps = 2;

/** How many looks a wait may go unseen: in some moments the program asks and does not sleep. */
const mostUnseen = 2;

/** `file`: the database itself; `index`: the -shm file of one in WAL mode. */
type Place = 'file' | 'index';

function placeOf({ kind, start, end }: LockRow): Place | null {
  if (kind !== 'posix' || end === null) return null;
  if (start >= fileLocks.first && end <= fileLocks.last) return 'file';
  return start >= indexLocks.first && end <= indexLocks.last ? 'index' : null;
}

interface SeenPoll {
  readonly wait: KernelWait;
  readonly unseen: number;
}

/**
 * Processes of agents that ask SQLite again and again for a database that another holds (its busy timeout). The kernel
 * shows no wait, since none sleeps in a call for a lock; it shows who holds SQLite's bytes of the file, who has that file
 * open, and who takes short naps all the time. Linux only.
 */
export class DatabaseWaits {
  readonly #owners: Owners;
  readonly #read: () => string | null;
  #held: ReadonlySet<string> = new Set();
  /** Naps that each thread has taken, by `pid/thread`. */
  #naps = new Map<string, number>();
  #known = new Map<string, SeenPoll>();

  /** @param owners as they are in a look that has begun */
  constructor(owners: Owners, read: () => string | null = readLockTable) {
    this.#owners = owners;
    this.#read = read;
  }

  /** A lock counts that an earlier look saw as well; without one a look costs no more than the table. */
  look(): KernelWait[] {
    const table = this.#read();
    // What cannot be read tells of no end.
    if (table === null) return [...this.#known.values()].map(({ wait }) => wait);
    const rows = parseLockTable(table)
      .map(({ held }) => held)
      .filter((row) => row.pid !== null && placeOf(row) !== null);
    const lasting = rows.filter((row) => this.#held.has(lockKey(row)));
    this.#held = new Set(rows.map(lockKey));
    const seen = new Map<string, SeenPoll>();
    if (lasting.some(({ mode }) => mode === 'write')) {
      for (const poll of this.#polls(lasting)) seen.set(poll.wait.key, poll);
    } else this.#naps.clear();
    this.#known = seen;
    return [...seen.values()].map(({ wait }) => wait);
  }

  #polls(rows: readonly LockRow[]): SeenPoll[] {
    const naps = new Map<string, number>();
    const polls = this.#owners.ofAgents().flatMap((party) => {
      const isNapping = this.#takesNaps(party.pid, naps);
      return this.#pollOf(party, rows, isNapping) ?? [];
    });
    this.#naps = naps;
    return polls;
  }

  #pollOf(waiter: Party, rows: readonly LockRow[], isNapping: boolean): SeenPoll | null {
    for (const row of rows) {
      if (row.pid === waiter.pid || row.pid === null || !blocks(row, rows, waiter.pid)) continue;
      const key = ['poll', waiter.pid, waiter.startTime, row.device, row.inode].join(' ');
      const known = this.#known.get(key);
      const unseen = isNapping ? 0 : (known?.unseen ?? mostUnseen) + 1;
      if (unseen > mostUnseen) continue;
      const file = findLockedFile(waiter.pid, row);
      if (!file) continue;
      const path = file.path.replace(/-shm$/, '');
      const holder = this.#owners.partyOf(row.pid);
      const { agent } = waiter;
      if (agent !== null) {
        return { unseen, wait: { key, agent, waiter, holder, path, confidence: 'likely' } };
      }
    }
    return null;
  }

  /** Whether a thread sleeps for a moment now, and has done so again since the last look. */
  #takesNaps(pid: number, naps: Map<string, number>): boolean {
    let takes = false;
    for (const thread of listThreads(pid)) {
      const directory = `/proc/${pid}/task/${thread}`;
      const wchan = readProcFile(`${directory}/wchan`)?.toString('latin1') ?? '';
      if (!/nanosleep|nsleep/.test(wchan)) continue;
      const status = readProcFile(`${directory}/status`)?.toString('latin1') ?? '';
      const count = Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
      const before = this.#naps.get(`${pid}/${thread}`);
      naps.set(`${pid}/${thread}`, count);
      if (before !== undefined && count - before >= leastNaps) takes = true;
    }
    return takes;
  }
}

/** A writer is in everybody's way; readers are in that of one who has begun to write, for which it has a byte itself. */
function blocks(row: LockRow, rows: readonly LockRow[], waiter: number): boolean {
  if (row.mode === 'write') return true;
  return rows.some(
    ({ pid, mode, device, inode }) =>
      pid === waiter && mode === 'write' && device === row.device && inode === row.inode,
  );
}
