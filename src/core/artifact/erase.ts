import type { BigIntStats } from 'node:fs';
import { lstat, rename, rmdir, unlink } from 'node:fs/promises';
import {
  currentPath,
  entryPath,
  holdDirectory,
  isMountPoint,
  joinBytes,
  makeWritable,
  mountPointReason,
  type HeldDirectory,
} from './held-directory.ts';
import { fileErrorCode, fileErrorReason, isMissing } from './file-error.ts';
import { markerName, otherOwner } from './marker-file.ts';
import { nameBatches } from './names.ts';
import { trashEntry, type TrashEntry } from './trash.ts';

/** Something that stayed: `entry` names the trash entry it lies in, `path` its place below that. */
export interface Leftover {
  readonly entry: string;
  readonly path: Buffer;
  readonly reason: string;
}

export interface Erasure {
  /** Disk space that came free. */
  readonly bytes: number;
  /** Empty when the whole entry is gone. */
  readonly leftovers: readonly Leftover[];
}

export interface EraseOptions {
  readonly trash: HeldDirectory;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes freed so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Directories nested deeper than this are moved up to the top of the trash and deleted from there, so that neither
 * open descriptors nor the call stack nor PATH_MAX (path_resolution(7)) bound the depth of a tree.
 */
const depthLimit = 64;

/**
 * The same for long names on the way: the kernel cannot tell where a directory is once its path exceeds PATH_MAX,
 * and we ask before we delete in it.
 */
const lengthLimit = 1024;

/**
 * Without descriptors every directory is moved to the top first. There its path has no component that a process
 * with a handle inside the tree could exchange for a link while we work in it.
 */
const depthLimitByPath = 0;

/** How often a directory is emptied again because something appeared in it meanwhile. */
const passLimit = 8;

/** Files created since the deletion began, in the whole tree, before we believe that their writer will not stop. */
const createdMeanwhileLimit = 20_000;

/** Leftovers told one by one; the rest is counted. */
const leftoverLimit = 1000;

interface Walk {
  readonly owner: TrashEntry;
  readonly trash: HeldDirectory;
  readonly since: bigint;
  readonly options: EraseOptions;
  /** Subtrees moved up, still to be deleted. */
  readonly moved: TrashEntry[];
  readonly leftovers: Leftover[];
  entry: TrashEntry;
  untold: number;
  bytes: number;
  createdMeanwhile: number;
}

/**
 * Deletes one doomed trash entry. Links are removed and never followed, mounts never entered, another agent's
 * directories never touched; what cannot be deleted stays and is named. Run again, it goes on where it ended.
 */
export async function erase(entry: TrashEntry, options: EraseOptions): Promise<Erasure> {
  const walk: Walk = {
    owner: entry,
    trash: options.trash,
    since: BigInt(Date.now() + 1000),
    options,
    moved: [],
    leftovers: [],
    entry,
    untold: 0,
    bytes: 0,
    createdMeanwhile: 0,
  };
  for (let next: TrashEntry | undefined = entry; next; next = walk.moved.pop()) {
    walk.entry = next;
    await eraseDirectory(walk, walk.trash, Buffer.from(next.name), Buffer.alloc(0), -1);
  }
  if (walk.untold > 0) {
    const reason = `${walk.untold} more entries could not be deleted`;
    walk.leftovers.push({ entry: entry.name, path: Buffer.alloc(0), reason });
  }
  return { bytes: walk.bytes, leftovers: walk.leftovers };
}

/**
 * False when something in it stays. `depth` is -1 for an entry of the trash. True also when another process has put
 * something else in its place: the caller finds that when its own directory turns out not to be empty.
 */
async function eraseDirectory(
  walk: Walk,
  parent: HeldDirectory,
  name: Buffer,
  shown: Buffer,
  depth: number,
): Promise<boolean> {
  const target = entryPath(parent, name);
  let directory: HeldDirectory;
  try {
    directory = holdDirectory(target, parent.anchored);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOTDIR' && depth === -1)
      return eraseFile(walk, target, shown, null);
    return isMissing(error) || leave(walk, shown, fileErrorReason(error));
  }
  try {
    if (isMountPoint(parent, directory)) return leave(walk, shown, mountPointReason);
    makeWritable(directory);
    const owner = await otherOwner(directory, walk.owner.uid);
    if (owner !== null) return leave(walk, shown, owner);
    if (
      depth >= (directory.anchored ? depthLimit : depthLimitByPath) ||
      shown.length > lengthLimit
    ) {
      const moved = trashEntry('doomed', walk.owner);
      await rename(target, entryPath(walk.trash, moved.name));
      walk.moved.push(moved);
      return true;
    }
    for (let pass = 0; pass < passLimit; pass += 1) {
      if (!(await emptyDirectory(walk, directory, shown, depth))) return false;
      if (await removeEmpty(walk, target, directory.stats)) return true;
    }
    return leave(walk, shown, 'a process keeps creating files in it');
  } catch (error) {
    return isMissing(error) || leave(walk, shown, fileErrorReason(error));
  } finally {
    directory.release();
  }
}

/** One pass over the entries. False when one of them stays, or when the deletion is to end here. */
async function emptyDirectory(
  walk: Walk,
  directory: HeldDirectory,
  shown: Buffer,
  depth: number,
): Promise<boolean> {
  let empty = true;
  let marked = false;
  for await (const names of nameBatches(directory)) {
    const halt = reasonToHalt(walk, directory);
    if (halt !== null) return leave(walk, shown, halt);
    const entries = await Promise.all(names.map((name) => look(directory, name)));
    const files: Promise<boolean>[] = [];
    for (const entry of entries) {
      if (entry === null || entry.stats.isDirectory()) continue;
      if (entry.stats.birthtimeMs > walk.since) walk.createdMeanwhile += 1;
      // Last of all, so that what is left of a root still says whose it is.
      if (depth === -1 && entry.name.equals(markerBytes)) marked = true;
      else if (entry.stats.nlink === 1n)
        files.push(eraseFile(walk, entry.path, join(shown, entry), entry.stats));
      // One after the other, because only the last link of a file frees its blocks.
      else empty = (await eraseFile(walk, entry.path, join(shown, entry), null)) && empty;
    }
    empty = (await Promise.all(files)).every(Boolean) && empty;
    for (const entry of entries) {
      if (!entry?.stats.isDirectory()) continue;
      const gone = await eraseDirectory(walk, directory, entry.name, join(shown, entry), depth + 1);
      empty = gone && empty;
    }
    walk.options.onProgress?.(walk.bytes);
  }
  if (empty && marked) return eraseFile(walk, entryPath(directory, markerName), shown, null);
  return empty;
}

const markerBytes = Buffer.from(markerName);

function reasonToHalt(walk: Walk, directory: HeldDirectory): string | null {
  if (walk.options.signal?.aborted) return 'interrupted; the next clean-up goes on from here';
  if (walk.createdMeanwhile > createdMeanwhileLimit) return 'a process keeps creating files in it';
  const trash = Buffer.concat([currentPath(walk.trash), Buffer.from('/')]);
  const here = currentPath(directory);
  // Whoever moves a directory out of the trash while it is being emptied gets to keep the rest of it.
  const inside = !directory.anchored || here.subarray(0, trash.length).equals(trash);
  return inside ? null : `another process has moved it to ${here.toString()}`;
}

interface Entry {
  readonly name: Buffer;
  readonly path: Buffer;
  readonly stats: BigIntStats;
}

async function look(directory: HeldDirectory, name: Buffer): Promise<Entry | null> {
  const path = entryPath(directory, name);
  try {
    return { name, path, stats: await lstat(path, { bigint: true }) };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function join(shown: Buffer, entry: Entry): Buffer {
  return joinBytes(shown, entry.name);
}

/** unlink(2) removes a link, never what it points to; it refuses directories. */
async function eraseFile(
  walk: Walk,
  target: Buffer,
  shown: Buffer,
  known: BigIntStats | null,
): Promise<boolean> {
  try {
    const stats = known ?? (await lstat(target, { bigint: true }));
    await unlink(target);
    if (stats.nlink === 1n) walk.bytes += Number(stats.blocks) * 512;
    return true;
  } catch (error) {
    // EISDIR: exchanged for a directory since we looked; the next pass meets it as one.
    if (isMissing(error) || fileErrorCode(error) === 'EISDIR') return true;
    return leave(walk, shown, fileErrorReason(error));
  }
}

/** False when the directory is not empty after all. rmdir(2) refuses links and whatever has content. */
async function removeEmpty(walk: Walk, target: Buffer, stats: BigIntStats): Promise<boolean> {
  try {
    await rmdir(target);
    walk.bytes += Number(stats.blocks) * 512;
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (fileErrorCode(error) === 'ENOTEMPTY' || fileErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function leave(walk: Walk, path: Buffer, reason: string): false {
  if (walk.leftovers.length < leftoverLimit) {
    walk.leftovers.push({ entry: walk.entry.name, path, reason });
  } else {
    walk.untold += 1;
  }
  return false;
}
