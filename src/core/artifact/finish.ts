import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { mergeReports, type CleanReport, type Kept } from './clean-report.ts';
import { erase, type Leftover } from './erase.ts';
import { fileErrorReason, isMissing } from './file-error.ts';
import {
  currentPath,
  entryPath,
  holdDirectory,
  isSameDirectory,
  joinBytes,
  type HeldDirectory,
} from './held-directory.ts';
import { readLinkedWorktree, type LinkedWorktree } from './linked-worktree.ts';
import { readMarker } from './marker-file.ts';
import { objectionTo } from './objection.ts';
import { doom, listAbandoned, openTrash, trashes, type TrashEntry } from './trash.ts';
import { dropRecord, unlockRecord } from './worktree-record.ts';
import type { ClaimedRoot } from './claim.ts';
import type { Location } from '../location.ts';
import { holdIfThere, isThere } from './presence.ts';
import { inTurn } from './trash-keeper.ts';

export interface FinishOptions {
  readonly location: Location;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((removedBytes: number) => void) | undefined;
}

/** The root that an entry was a moment ago, when the clean-up that took it goes on with it. */
type WithOrigin = FinishOptions & { readonly origin?: ClaimedRoot };

/**
 * Finishes what clean-ups left behind that crashed, were interrupted, or met something busy: what was found safe is
 * deleted, what was not yet looked at is looked at now. Leaves alone what another
 * process is at work on; run again, it changes nothing.
 */
export function emptyTrash(
  location: Location,
  options: Omit<FinishOptions, 'location'> = {},
): Promise<CleanReport> {
  return inTurn(async () => {
    const reports: CleanReport[] = [];
    for (const place of await trashes(location)) {
      const trash = await openTrash(place);
      try {
        const entries = await listAbandoned(trash);
        reports.push(await finishEntries(entries, trash, { ...options, location }));
      } finally {
        trash.release();
      }
    }
    return mergeReports(false, reports);
  });
}

export async function finishEntries(
  entries: readonly TrashEntry[],
  trash: HeldDirectory,
  options: FinishOptions,
): Promise<CleanReport> {
  const reports: CleanReport[] = [];
  for (const entry of entries) {
    try {
      reports.push(await finishEntry(entry, trash, options));
    } catch (error) {
      reports.push(keep(placeOf(trash, entry), fileErrorReason(error)));
    }
  }
  return mergeReports(false, reports);
}

/** Takes one entry of the trash to its end: deleted, or back where it was. */
export async function finishEntry(
  entry: TrashEntry,
  trash: HeldDirectory,
  options: WithOrigin,
): Promise<CleanReport> {
  const directory = holdIfThere(entryPath(trash, entry.name), trash.anchored);
  if (!directory) return finishOddEntry(entry, trash, options);
  let worktree: LinkedWorktree | null = null;
  let doomed: TrashEntry | null = entry;
  try {
    if (entry.kind === 'worktree') worktree = await worktreeOf(entry, directory, trash, options);
    if (entry.stage === 'held') {
      const objection = await objectionToEntry(entry, trash, directory, worktree, options.origin);
      if (objection !== null) return await putBack(entry, trash, objection, worktree, options);
      doomed = await doom(trash, entry);
    }
  } finally {
    directory.release();
  }
  if (!doomed) return mergeReports(false, []);
  const record = worktree ? await dropRecord(worktree) : null;
  const report = await eraseEntry(doomed, trash, options);
  if (record === null || !worktree) return report;
  return mergeReports(false, [report, keep(worktree.gitDirectory, record)]);
}

/** What was never looked at goes back; what is gone was finished by another clean-up. */
async function finishOddEntry(
  entry: TrashEntry,
  trash: HeldDirectory,
  options: WithOrigin,
): Promise<CleanReport> {
  if (!(await isThere(entryPath(trash, entry.name)))) return mergeReports(false, []);
  if (entry.stage === 'doomed') return eraseEntry(entry, trash, options);
  return putBack(entry, trash, exchangedReason, null, options);
}

const exchangedReason = 'another process exchanged it for something else';

/** The second look, at what has really been taken. */
async function objectionToEntry(
  entry: TrashEntry,
  trash: HeldDirectory,
  directory: HeldDirectory,
  worktree: LinkedWorktree | null,
  origin: ClaimedRoot | undefined,
): Promise<string | null> {
  if (origin && !isSameDirectory(origin.directory, directory)) return exchangedReason;
  if (entry.kind === 'worktree' ? !worktree : !(await isMarked(directory, entry))) {
    return 'it does not bear the marker of its agent any more';
  }
  try {
    return await objectionTo(placeOf(trash, entry), worktree);
  } catch (error) {
    return fileErrorReason(error);
  }
}

async function isMarked(directory: HeldDirectory, entry: TrashEntry): Promise<boolean> {
  const marker = await readMarker(directory);
  return marker?.uid === entry.uid && marker.kind === entry.kind;
}

/** The git record of a worktree that lies in the trash, if it is its agent's. */
async function worktreeOf(
  entry: TrashEntry,
  directory: HeldDirectory,
  trash: HeldDirectory,
  { location, origin }: WithOrigin,
): Promise<LinkedWorktree | null> {
  if (origin?.worktree) return origin.worktree;
  // A relative pointer (git-worktree(1), --relative-paths) starts from where the worktree was.
  const places = [placeOf(trash, entry), ...(await formerPlaces(entry.agent, location))];
  for (const place of places) {
    const worktree = await readLinkedWorktree(directory, place);
    if (!worktree) continue;
    const record = holdDirectory(worktree.gitDirectory);
    try {
      if (await isMarked(record, entry)) return worktree;
    } finally {
      record.release();
    }
  }
  return null;
}

async function formerPlaces(agent: string, location: Location): Promise<string[]> {
  try {
    const repositories = await readdir(location.worktrees);
    return repositories.map((repository) => path.join(location.worktrees, repository, agent));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** rename(2) puts it back only where nothing is, or an empty directory. */
async function putBack(
  entry: TrashEntry,
  trash: HeldDirectory,
  reason: string,
  worktree: LinkedWorktree | null,
  { origin }: WithOrigin,
): Promise<CleanReport> {
  const here = placeOf(trash, entry);
  const home = origin?.root.path ?? worktree?.tree ?? null;
  if (home === null) return keep(here, reason);
  const target = origin ? entryPath(origin.parent, origin.name) : home;
  try {
    await rename(entryPath(trash, entry.name), target);
  } catch (error) {
    if (!(await isThere(entryPath(trash, entry.name)))) return mergeReports(false, []);
    return keep(here, `${reason}; it could not be put back at ${home}: ${fileErrorReason(error)}`);
  }
  if (worktree) await unlockRecord(worktree);
  return keep(home, reason);
}

async function eraseEntry(
  entry: TrashEntry,
  trash: HeldDirectory,
  options: WithOrigin,
): Promise<CleanReport> {
  const { origin } = options;
  const { bytes, leftovers } = await erase(entry, { trash, ...options });
  const here = placeOf(trash, entry);
  const home = origin?.root.path ?? here;
  const returned =
    leftovers.length > 0 && origin ? await returnRemains(entry, trash, origin) : false;
  const kept = leftovers.map((leftover): Kept => ({
    path: shownPath(leftover, returned && leftover.entry === entry.name ? home : null, trash),
    reason: leftover.reason,
  }));
  const removed =
    bytes > 0 || leftovers.length === 0 ? [{ agent: entry.agent, path: home, bytes }] : [];
  return mergeReports(false, [{ dryRun: false, removed, kept, bytes }]);
}

/**
 * What could not be deleted goes back to where people look for it, as long as it still bears its marker, so that it
 * can be cleaned again like any other root. A worktree is none any more once git has dropped its record.
 */
async function returnRemains(
  entry: TrashEntry,
  trash: HeldDirectory,
  origin: ClaimedRoot,
): Promise<boolean> {
  if (entry.kind === 'worktree') return false;
  try {
    const directory = holdDirectory(entryPath(trash, entry.name), trash.anchored);
    try {
      if (!(await isMarked(directory, entry))) return false;
    } finally {
      directory.release();
    }
    await rename(entryPath(trash, entry.name), entryPath(origin.parent, origin.name));
    return true;
  } catch {
    // It stays in the trash, under the path that the report gives.
    return false;
  }
}

function shownPath(leftover: Leftover, home: string | null, trash: HeldDirectory): string {
  const root = home === null ? joinBytes(currentPath(trash), leftover.entry) : Buffer.from(home);
  const shown = leftover.path.length === 0 ? root : joinBytes(root, leftover.path);
  return shown.toString();
}

function placeOf(trash: HeldDirectory, entry: TrashEntry): string {
  return path.join(currentPath(trash).toString(), entry.name);
}

function keep(where: string, reason: string): CleanReport {
  return { dryRun: false, removed: [], kept: [{ path: where, reason }], bytes: 0 };
}
