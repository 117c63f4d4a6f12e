/** What is known of the machine's memory at one moment; bytes, null where the platform does not tell. */
export interface MemoryState {
  readonly available: number | null;
  /** Kept free for the editor and the rest of the desktop. */
  readonly reserve: number;
  /** The share of the last 10 s in which some process waited for memory, 0–1 (PSI, `some avg10`). */
  readonly pressure: number | null;
}

/** What one that runs is expected to need at most, and what it has by now. */
export interface MemoryHolder {
  readonly peak: number;
  readonly resident: number;
}

/** More than this share of time lost to waiting for memory, and nothing more is started. */
export const pressureLimit = 0.1;

/**
 * Why there is too little memory for one more, as part of a sentence; null when there is enough. What those that run
 * have not used yet is theirs: `available − Σ max(0, peak − resident) − reserve` is what may be given away.
 */
export function memoryShortage(
  needed: number,
  holders: readonly MemoryHolder[],
  { available, reserve, pressure }: MemoryState,
): string | null {
  if (pressure !== null && pressure > pressureLimit) {
    return `processes wait for memory ${String(Math.round(pressure * 100))} % of the time`;
  }
  if (available === null) return null;
  const promised = holders.reduce(
    (sum, { peak, resident }) => sum + Math.max(0, peak - resident),
    0,
  );
  const free = Math.max(0, available - promised - reserve);
  if (free >= needed) return null;
  return `it needs ${gibibytes(needed)} GiB of memory and ${gibibytes(free)} GiB are free`;
}

function gibibytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
