/** Something that clean-up left in place, and why, in words fit to show. `path` is where it lies now. */
export interface Kept {
  readonly path: string;
  readonly reason: string;
}

/** `bytes` is the disk space that came free: blocks of files whose last link went. */
export interface Removed {
  readonly agent: string;
  /** Where its agent had it; for what a later clean-up finished, its place in the trash. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * What a clean-up did, or with `dryRun` what it would do. A root of which only a part could go is in both lists.
 * `bytes` is the sum over `removed`.
 */
export interface CleanReport {
  readonly dryRun: boolean;
  readonly removed: readonly Removed[];
  readonly kept: readonly Kept[];
  readonly bytes: number;
}

/** One report of several. */
export function mergeReports(dryRun: boolean, reports: readonly CleanReport[]): CleanReport {
  const removed = reports.flatMap((report) => report.removed);
  return {
    dryRun,
    removed,
    kept: reports.flatMap((report) => report.kept),
    bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
