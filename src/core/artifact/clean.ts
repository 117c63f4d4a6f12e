import { LanekeeperError } from '../error.ts';
import { claimRoot, type ClaimedRoot } from './claim.ts';
import { mergeReports, type CleanReport, type Kept } from './clean-report.ts';
import { fileErrorReason } from './file-error.ts';
import { finishEntries, finishEntry } from './finish.ts';
import { entryPath, makeWritable, type HeldDirectory } from './held-directory.ts';
import { otherOwner } from './marker-file.ts';
import { measureDirectory, sharedBytes, type LinkLedger } from './measure.ts';
import { objectionTo } from './objection.ts';
import {
  listAbandoned,
  openTrash,
  renameIfThere,
  requireNameable,
  trashEntry,
  trashes,
} from './trash.ts';
import { lockRecord, unlockRecord } from './worktree-record.ts';
import type { Location } from '../location.ts';
import type { OwnedRoot } from './owned-root.ts';
import { isThere } from './presence.ts';
import { inTurn } from './trash-keeper.ts';

export type { CleanReport, Kept, Removed } from './clean-report.ts';
export { emptyTrash } from './finish.ts';
export { prepareTrash } from './trash.ts';

export interface CleanOptions {
  readonly agent: string;
  readonly uid: string;
  readonly roots: readonly OwnedRoot[];
  readonly location: Location;
  /** Only tell what would go, and what would stay and why. */
  readonly dryRun: boolean;
  /** Whether a process will have ended before the directories go; only a dry run believes that. */
  readonly isLeaving?: ((pid: number) => boolean) | undefined;
  /** Ends the deletion early; the report says so, and the next clean-up goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes freed so far. */
  readonly onProgress?: ((removedBytes: number) => void) | undefined;
}

/**
 * Deletes what an agent owns and nothing else. The agent must not be running. A root that is not provably the agent's,
 * or that holds work, stays with the reason in the report; a root that is gone, or that another clean-up took first,
 * is not mentioned. Safe to interrupt at any moment and to call again.
 */
export async function clean(options: CleanOptions): Promise<CleanReport> {
  requireNameable(options.agent, options.uid);
  if (options.dryRun) {
    const reports: CleanReport[] = [];
    for (const root of options.roots) reports.push(await cleanRoot(root, null, options));
    return mergeReports(true, reports);
  }
  return inTurn(() => cleanForGood(options));
}

async function cleanForGood(options: CleanOptions): Promise<CleanReport> {
  const reports: CleanReport[] = [];
  const withProgress = addProgress(options, reports);
  const places = await trashes(options.location);
  for (const { trash: place, takes } of places) {
    const trash = await openTrash({ trash: place });
    try {
      const abandoned = await listAbandoned(trash);
      const interrupted = abandoned.filter(({ uid }) => uid === options.uid);
      reports.push(await finishEntries(interrupted, trash, withProgress));
      for (const root of options.roots.filter(takes)) {
        reports.push(await cleanRoot(root, trash, withProgress));
      }
    } finally {
      trash.release();
    }
  }
  // Without a trash for it a root is only looked at: gone, or kept with the reason.
  const others = options.roots.filter((root) => !places.some(({ takes }) => takes(root)));
  for (const root of others) {
    const { kept } = await cleanRoot(root, null, withProgress);
    reports.push({ ...mergeReports(false, []), kept });
  }
  return mergeReports(false, reports);
}

/** Each part tells its own progress; the caller hears the sum. */
function addProgress(options: CleanOptions, reports: readonly CleanReport[]): CleanOptions {
  const { onProgress } = options;
  if (!onProgress) return options;
  return {
    ...options,
    onProgress: (bytes) => {
      onProgress(reports.reduce((sum, report) => sum + report.bytes, bytes));
    },
  };
}

async function cleanRoot(
  root: OwnedRoot,
  trash: HeldDirectory | null,
  options: CleanOptions,
): Promise<CleanReport> {
  if (root.uid !== options.uid) return keep(root, 'it belongs to another agent', options);
  if (options.signal?.aborted) return keep(root, 'interrupted before it was reached', options);
  let claim: ClaimedRoot | null;
  try {
    claim = await claimRoot(root, options.location);
  } catch (error) {
    return keep(root, reasonOf(error), options);
  }
  if (!claim) return mergeReports(options.dryRun, []);
  try {
    const objection = await objectionTo(
      claim.realPath,
      claim.worktree,
      options.dryRun ? options.isLeaving : undefined,
    );
    if (objection !== null) {
      // What another clean-up has taken meanwhile cannot be judged, nor need it be.
      const stillThere = await isThere(entryPath(claim.parent, claim.name));
      return stillThere ? keep(root, objection, options) : mergeReports(options.dryRun, []);
    }
    return trash ? await take(claim, trash, options) : await foresee(claim, options);
  } catch (error) {
    return keep(root, reasonOf(error), options);
  } finally {
    claim.release();
  }
}

/** What `take` would do. */
async function foresee(claim: ClaimedRoot, options: CleanOptions): Promise<CleanReport> {
  const { agent, directory, root } = claim;
  const ledger: LinkLedger = new Map();
  const kept: Kept[] = [];
  const sum = await measureDirectory(directory, root.path, {
    ledger,
    signal: options.signal,
    spare: (child) => otherOwner(child, root.uid),
    onSpared: (place, reason) => kept.push({ path: place, reason }),
  });
  const bytes = sum.bytes - sharedBytes(ledger);
  return { dryRun: true, removed: [{ agent, path: root.path, bytes }], kept, bytes };
}

/**
 * One rename puts the whole root out of everybody's reach, or fails and changes nothing. Only the look that is taken
 * after it counts, since nobody who works by path can change the root any more.
 */
async function take(
  claim: ClaimedRoot,
  trash: HeldDirectory,
  options: CleanOptions,
): Promise<CleanReport> {
  const { root, agent, worktree } = claim;
  const entry = trashEntry('held', { kind: root.kind, agent, uid: root.uid });
  const from = entryPath(claim.parent, claim.name);
  const taken = entryPath(trash, entry.name);
  // Renaming a directory into another one changes its "..", which takes the right to write to it (rename(2)).
  makeWritable(claim.directory);
  if (worktree) await lockRecord(worktree);
  try {
    if (!(await renameIfThere(from, taken))) return mergeReports(false, []);
  } catch (error) {
    if (worktree) await unlockRecord(worktree);
    throw error;
  }
  const report = await finishEntry(entry, trash, { ...options, origin: claim });
  if (report.kept.length > 0 || !(await isThere(entryPath(claim.parent, claim.name))))
    return report;
  const again = keep(root, 'a process created it again while it was being cleaned', options);
  return mergeReports(false, [report, again]);
}

function keep(root: OwnedRoot, reason: string, options: CleanOptions): CleanReport {
  return { dryRun: options.dryRun, removed: [], kept: [{ path: root.path, reason }], bytes: 0 };
}

function reasonOf(error: unknown): string {
  if (error instanceof LanekeeperError && typeof error.cause === 'string') return error.cause;
  return fileErrorReason(error);
}
