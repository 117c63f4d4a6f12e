import { formatBytes } from '../../quantities.ts';

/** Where cargo's intermediates lie, and why. */
export interface BuildPlace {
  readonly place: 'memory' | 'disk';
  /** How much they may take of the memory; bytes, 0 on the disk. */
  readonly limitBytes: number;
  /** As a sentence. */
  readonly reason: string;
}

/** What the place of an agent's build directory depends on. Bytes. */
export interface BuildPlaceFacts {
  readonly wish: 'auto' | 'memory' | 'disk';
  /** How much one agent's build directory may hold in memory at most. */
  readonly limitBytes: number;
  /** Whether Lanekeeper can run the agent's command once more after the memory was full. */
  readonly isRepeatable: boolean;
  /** All memory of the machine, or of the control group. */
  readonly totalBytes: number;
  /** What of it can still be had without swapping: see `readMemoryHeadroom`. What lies on a tmpfs is not in it. */
  readonly availableBytes: number;
  /** Null where there is none. */
  readonly tmpfs: {
    readonly path: string;
    readonly freeBytes: number;
    /** Mounted with `noexec`: build scripts and procedural macros run from there. */
    readonly isNoexec: boolean;
    readonly isReadOnly: boolean;
  } | null;
  /** What build directories of other agents hold in memory, and may hold. */
  readonly others: readonly { readonly heldBytes: number; readonly limitBytes: number }[];
}

const gibibyte = 1024 ** 3;

/**
 * Left to compilers, tests and the user whatever build directories take: a quarter of the memory, and never less than
 * rustc takes to link a large program on two cores.
 */
export function reservedBytes(totalBytes: number): number {
  return Math.max(2 * gibibyte, totalBytes / 4);
}

/**
 * Where cargo's intermediates go. On a tmpfs only where the user asks for it, and where there is room for all that this
 * agent and the others with such a directory may take, over a reserve. Swap does not count: a tmpfs that is swapped out
 * is slower than any disk. By itself on the disk, since a tmpfs saves next to nothing: docs/environment.md has the
 * figures.
 */
export function chooseBuildPlace(facts: BuildPlaceFacts): BuildPlace {
  const { wish, limitBytes, tmpfs, others } = facts;
  const onDisk = (why: string): BuildPlace => ({
    place: 'disk',
    limitBytes: 0,
    reason: `Cargo’s intermediates are on the disk: ${why}.`,
  });
  if (wish === 'disk') return onDisk('the setting rust.buildDirectory says so');
  if (wish === 'auto')
    return onDisk('in memory a build was measured to save too little for what it takes');
  if (!facts.isRepeatable) {
    return onDisk('only commands that can be run once more after the memory was full build there');
  }
  if (!tmpfs) return onDisk('there is no tmpfs for them');
  if (tmpfs.isNoexec) return onDisk(`${tmpfs.path} is mounted noexec, and build scripts run there`);
  if (tmpfs.isReadOnly) return onDisk(`${tmpfs.path} is read-only`);
  const promised = others.reduce(
    (sum, other) => sum + Math.max(0, other.limitBytes - other.heldBytes),
    0,
  );
  const need = `${formatBytes(limitBytes)} that they may take`;
  const room = tmpfs.freeBytes - promised;
  if (room < limitBytes) {
    return onDisk(`${tmpfs.path} has ${amount(room)} left for the ${need}`);
  }
  const memory = facts.availableBytes - promised - reservedBytes(facts.totalBytes);
  if (memory < limitBytes) {
    const kept = formatBytes(reservedBytes(facts.totalBytes));
    return onDisk(
      `of the memory ${amount(memory)} is left for the ${need}, over ${kept} for others`,
    );
  }
  return {
    place: 'memory',
    limitBytes,
    reason: `Cargo’s intermediates are in memory, up to ${formatBytes(limitBytes)}: the setting rust.buildDirectory says so, and there is room.`,
  };
}

function amount(bytes: number): string {
  return bytes <= 0 ? 'nothing' : formatBytes(bytes);
}
