/** `ofd`: an open file description's lock, which no process owns (fcntl(2), F_OFD_SETLK). */
export type LockKind = 'flock' | 'posix' | 'ofd' | 'lease';

/** One row of the kernel's table: a lock that is held, or asked for. */
export interface LockRow {
  readonly kind: LockKind;
  readonly mode: 'read' | 'write';
  /** Who asked for it; null for an `ofd` lock and for one of another machine. It may have ended since, see `flock(2)`. */
  readonly pid: number | null;
  /** `major:minor` in hexadecimal, as the kernel has it: not always what stat(2) says (btrfs, overlayfs). */
  readonly device: string;
  /** As text: 64 bits do not fit a number. */
  readonly inode: string;
  /** First byte of the range. */
  readonly start: bigint;
  /** Last byte of the range; null means the end of the file, wherever that comes to be. */
  readonly end: bigint | null;
}

/** A lock that is held, and who is blocked behind it in the kernel. */
export interface LockQueue {
  readonly held: LockRow;
  readonly waiting: readonly LockRow[];
}

const kinds: ReadonlyMap<string, LockKind> = new Map([
  ['FLOCK', 'flock'],
  ['POSIX', 'posix'],
  ['OFDLCK', 'ofd'],
  ['LEASE', 'lease'],
  ['DELEG', 'lease'],
]);

/**
 * `5: -> FLOCK  ADVISORY  WRITE 19293 fe:00:10037641 0 EOF` (proc_locks(5); lock_get_status in fs/locks.c). A waiter
 * that others wait behind is followed by them, indented further.
 */
const row =
  /^(?<id>\d+): +(?<arrow>-> +)?(?<kind>[A-Z]+) +[A-Z]+ +(?<mode>READ|WRITE|RW) +(?<pid>-?\d+) (?<device>[0-9a-f]+:[0-9a-f]+):(?<inode>\d+) (?<start>\d+) (?<end>\d+|EOF) *$/;

/**
 * Reads the text of /proc/locks. The kernel writes a lock and those that wait behind it in one piece, so that they
 * belong together even when the table changes between two reads of it; a lock may then be told twice, which counts
 * once. Rows that are not understood are passed over, with those that wait behind them.
 */
export function parseLockTable(text: string): LockQueue[] {
  const queues = new Map<string, { readonly held: LockRow; waiting: LockRow[] }>();
  let open: { readonly id: string; readonly waiting: LockRow[] } | null = null;
  for (const line of text.split('\n')) {
    const groups = row.exec(line)?.groups;
    const parsed = groups && parseRow(groups);
    if (!parsed) {
      if (!line.includes('->')) open = null;
      continue;
    }
    const id = groups['id'] ?? '';
    if (groups['arrow'] !== undefined) {
      if (open?.id === id) open.waiting.push(parsed);
      continue;
    }
    const queue = { held: parsed, waiting: [] };
    open = { id, waiting: queue.waiting };
    queues.set(lockKey(parsed), queue);
  }
  return [...queues.values()];
}

/** Names a row for as long as it stands in the table. */
export function lockKey({ kind, mode, pid, device, inode, start, end }: LockRow): string {
  return [kind, mode, pid, device, inode, start, end].join(' ');
}

function parseRow(groups: Readonly<Record<string, string | undefined>>): LockRow | null {
  const { kind = '', mode, pid, device = '', inode = '', start = '0', end = '0' } = groups;
  const known = kinds.get(kind);
  if (known === undefined) return null;
  const owner = Number(pid);
  return {
    kind: known,
    mode: mode === 'READ' ? 'read' : 'write',
    pid: owner > 0 ? owner : null,
    device,
    inode,
    start: BigInt(start),
    end: end === 'EOF' ? null : BigInt(end),
  };
}
