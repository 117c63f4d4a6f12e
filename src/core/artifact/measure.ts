import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { LanekeeperError } from '../error.ts';
import {
  entryPath,
  holdDirectory,
  isMountPoint,
  isSameDirectory,
  mountPointReason,
  type HeldDirectory,
} from './held-directory.ts';
import { fileErrorCode, isMissing } from './file-error.ts';
import { nameBatches } from './names.ts';

/** Disk space in bytes as allocated (`st_blocks` × 512, stat(2)), and how many entries other than directories. */
export interface Measure {
  bytes: number;
  files: number;
}

interface LinkCount {
  readonly bytes: number;
  readonly links: bigint;
  seen: bigint;
}

/** Files with several names, by device and inode: their blocks count once over everything measured with one ledger. */
export type LinkLedger = Map<string, LinkCount>;

/** What deleting everything measured would not free: files that also have a name somewhere else. */
export function sharedBytes(ledger: LinkLedger): number {
  let bytes = 0;
  for (const count of ledger.values()) if (count.seen < count.links) bytes += count.bytes;
  return bytes;
}

export interface MeasureOptions {
  readonly ledger: LinkLedger;
  readonly signal?: AbortSignal | undefined;
  /** Told of every directory that is entered. */
  readonly onDirectory?: ((directory: HeldDirectory, path: string) => Promise<void>) | undefined;
  /** Directories not to enter, with the reason; null to enter. Mount points are never entered. */
  readonly spare?: ((directory: HeldDirectory) => Promise<string | null>) | undefined;
  readonly onSpared?: ((path: string, reason: string) => void) | undefined;
  /** What a directory and all below it is added to instead of the sum of its parent; null for no such distinction. */
  readonly sumOf?: ((path: string) => Measure | null) | undefined;
}

/** Directories held open at the same time on the way down. */
const heldLimit = 64;

/** One directory on the way down. `held` is null while it is let go for the sake of deeper ones. */
interface Frame {
  readonly directory: HeldDirectory;
  readonly path: string;
  readonly names: Buffer[];
  readonly sum: Measure;
  held: HeldDirectory | null;
}

/**
 * Adds up a directory and all below it. Follows no link, enters no mount, and passes over what vanishes or cannot be
 * read meanwhile. `path` is what the directory is called in reports. Throws `interrupted`.
 */
export async function measureDirectory(
  directory: HeldDirectory,
  path: string,
  options: MeasureOptions,
): Promise<Measure> {
  const total: Measure = { bytes: 0, files: 0 };
  const frames = [await enter(directory, path, total, options)];
  try {
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const name = frame.names.pop();
      const child = name && frame.held && holdChild(frame.held, name);
      if (name && child) {
        const childPath = `${frame.path}/${name.toString()}`;
        const spared = await reasonToSpare(frame.held, child, options);
        if (spared !== null) {
          child.release();
          options.onSpared?.(childPath, spared);
        } else {
          const sum = options.sumOf?.(childPath) ?? frame.sum;
          frames.push(await enterChild(child, childPath, sum, options));
          letGo(frames.at(-heldLimit), directory);
        }
      } else if (name === undefined) {
        frames.pop();
        takeAgain(frames.at(-1), frame.held);
        letGo(frame, directory);
      }
    }
  } finally {
    for (const frame of frames) letGo(frame, directory);
  }
  return total;
}

async function reasonToSpare(
  parent: HeldDirectory | null,
  child: HeldDirectory,
  options: MeasureOptions,
): Promise<string | null> {
  if (!parent || isMountPoint(parent, child)) return mountPointReason;
  try {
    return (await options.spare?.(child)) ?? null;
  } catch (error) {
    if (isUnreadable(error)) return null;
    child.release();
    throw error;
  }
}

/** A child that cannot be entered is nobody's to release later. */
async function enterChild(...args: Parameters<typeof enter>): Promise<Frame> {
  try {
    return await enter(...args);
  } catch (error) {
    args[0].release();
    throw error;
  }
}

async function enter(
  directory: HeldDirectory,
  path: string,
  sum: Measure,
  options: MeasureOptions,
): Promise<Frame> {
  const frame: Frame = { directory, path, names: [], sum, held: directory };
  try {
    sum.bytes += Number(directory.stats.blocks) * 512;
    await options.onDirectory?.(directory, path);
    for await (const names of nameBatches(directory)) {
      requireNotAborted(options.signal);
      const stats = await Promise.all(names.map((name) => look(directory, name)));
      for (const [index, name] of names.entries()) {
        const entry = stats[index];
        if (entry?.isDirectory()) frame.names.push(name);
        else if (entry) addFile(entry, sum, options.ledger);
      }
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return frame;
}

function addFile(stats: BigIntStats, sum: Measure, ledger: LinkLedger): void {
  sum.files += 1;
  const bytes = Number(stats.blocks) * 512;
  if (stats.nlink > 1n) {
    const key = `${stats.dev}:${stats.ino}`;
    const count = ledger.get(key);
    if (count) {
      count.seen += 1n;
      return;
    }
    ledger.set(key, { bytes, links: stats.nlink, seen: 1n });
  }
  sum.bytes += bytes;
}

function requireNotAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new LanekeeperError(
    'interrupted',
    'Adding up the artifacts was interrupted.',
    'Ask again; nothing was changed.',
    { cause: signal.reason },
  );
}

async function look(directory: HeldDirectory, name: Buffer): Promise<BigIntStats | null> {
  try {
    return await lstat(entryPath(directory, name), { bigint: true });
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function holdChild(parent: HeldDirectory, name: Buffer): HeldDirectory | null {
  try {
    return holdDirectory(entryPath(parent, name), parent.anchored);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

/** The directory that the caller holds is the caller's to release. Paths cost nothing to hold. */
function letGo(frame: Frame | undefined, callers: HeldDirectory): void {
  if (!frame?.held || frame.directory === callers || !frame.held.anchored) return;
  frame.held.release();
  frame.held = null;
}

/** `..` of a directory is its parent, unless it has been moved: then the rest of the parent is passed over. */
function takeAgain(frame: Frame | undefined, child: HeldDirectory | null): void {
  if (!frame || frame.held || !child) return;
  const parent = holdChild(child, Buffer.from('..'));
  if (parent && isSameDirectory(parent, frame.directory)) frame.held = parent;
  else parent?.release();
}

function isUnreadable(thrown: unknown): boolean {
  return isMissing(thrown) || unreadable.has(fileErrorCode(thrown) ?? '');
}

const unreadable: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENAMETOOLONG', 'ELOOP']);
