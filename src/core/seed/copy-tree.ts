import { link, lutimes, mkdir, readlink, rename, rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';
import { clockTickNs, copiesAtOnce, FileCopier, fileTime } from './copy-file.ts';
import { inParallel } from './in-parallel.ts';
import { groupByFile, readTree, type TreeEntry, type TreeOptions } from './tree.ts';

export interface CopyOptions extends TreeOptions {
  /** What to copy, as `readTree` gave it with the same `keep`. */
  readonly entries: readonly TreeEntry[];
  /** When the tree was read, ns since the epoch. */
  readonly readAt: bigint;
  /** Called with the bytes copied so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** How a tree was copied. `cloned`: as reflinks, which share the blocks until one side writes. */
export type CopyOutcome = 'cloned' | 'copied' | 'changed';

/**
 * Copies a tree to a place where nothing is, with its times, so that build tools find it as fresh as it was. Files are
 * cloned where the file system can do so and copied otherwise; never hard-linked to the source, as cargo, mypy and
 * others rewrite files in place. Names of one file in the source are names of one file in the copy. Nobody is kept from
 * writing to the source meanwhile: afterwards it is looked at once more, and when anything in it has changed the copy
 * is thrown away and `changed` returned. So what is left is the tree as it was at one moment, which a build tool takes
 * as it would after being killed at that moment. Nothing is left at `to` unless all of it is.
 */
export async function copyTree(
  from: string,
  to: string,
  options: CopyOptions,
): Promise<CopyOutcome> {
  const { entries, readAt, keep, signal } = options;
  if (entries.some(({ changed }) => changed > readAt - clockTickNs)) return 'changed';
  const draft = `${to}.seeding`;
  await rm(draft, { recursive: true, force: true });
  try {
    const cloned = await write(from, draft, options);
    const after = await readTree(from, { keep, signal });
    if (!isSame(entries, after)) return 'changed';
    await rename(draft, to);
    return cloned ? 'cloned' : 'copied';
  } catch (cause) {
    // A file that is gone was there when the tree was read.
    if (errorCode(cause) === 'ENOENT') return 'changed';
    throw cause;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function write(from: string, draft: string, options: CopyOptions): Promise<boolean> {
  const { entries, signal, onProgress } = options;
  const directories = entries.filter(({ kind }) => kind === 'directory');
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const directory of directories) await mkdir(path.join(draft, directory.path));
  const copier = new FileCopier();
  let bytes = 0;
  await inParallel(
    groupByFile(entries.filter(({ kind }) => kind !== 'directory')),
    copiesAtOnce,
    async ([entry, ...twins]) => {
      signal?.throwIfAborted();
      if (!entry) return;
      const [source, target] = [path.join(from, entry.path), path.join(draft, entry.path)];
      const time = fileTime(entry.modified);
      if (entry.kind === 'link') {
        await symlink(await readlink(source), target);
        await lutimes(target, time, time);
        return;
      }
      await copier.copy(source, target);
      for (const twin of twins) await link(target, path.join(draft, twin.path));
      await utimes(target, time, time);
      bytes += entry.bytes;
      onProgress?.(bytes);
    },
  );
  // Last, as making what lies in them changes their times.
  for (const directory of [...directories].reverse()) {
    const time = fileTime(directory.modified);
    await utimes(path.join(draft, directory.path), time, time);
  }
  return copier.clones && bytes > 0;
}

function isSame(before: readonly TreeEntry[], after: readonly TreeEntry[]): boolean {
  if (before.length !== after.length) return false;
  const stamps = new Map(before.map((entry) => [entry.path, entry.stamp]));
  return after.every((entry) => stamps.get(entry.path) === entry.stamp);
}
