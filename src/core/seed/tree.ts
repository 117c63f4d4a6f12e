import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from './gone.ts';
import { inParallel } from './in-parallel.ts';

/** One file, directory or symbolic link below the directory that was read. */
export interface TreeEntry {
  /** Relative, with the separators of the platform. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Length of a file; 0 for the others. */
  readonly bytes: number;
  /** When its content last changed, ns since the epoch. */
  readonly modified: bigint;
  /** Differs whenever the entry was written, replaced or renamed. */
  readonly stamp: string;
  /** When anything of it last changed, ns since the epoch. */
  readonly changed: bigint;
  /** The same for all names that one file has; null when it has this one alone. */
  readonly file: string | null;
}

export interface TreeOptions {
  /** Whether an entry counts; what lies below a directory that does not is not looked at. */
  readonly keep: (path: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Directories read and files looked at, at once. */
const parallel = 16;

/**
 * Everything in a directory, parents before what lies in them, links not followed. Sockets, pipes and devices are left
 * out. Empty when there is no such directory.
 */
export async function readTree(
  root: string,
  { keep, signal }: TreeOptions,
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  let level = [''];
  while (level.length > 0) {
    const next: string[] = [];
    await inParallel(level, parallel, async (directory) => {
      signal?.throwIfAborted();
      for (const name of await namesIn(path.join(root, directory))) {
        const relative = path.join(directory, name);
        if (!keep(relative)) continue;
        const entry = await look(root, relative);
        if (!entry) continue;
        entries.push(entry);
        if (entry.kind === 'directory') next.push(relative);
      }
    });
    level = next;
  }
  return entries;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if (isGone(cause)) return [];
    throw cause;
  }
}

async function look(root: string, relative: string): Promise<TreeEntry | null> {
  try {
    const stats = await lstat(path.join(root, relative), { bigint: true });
    const kind = kindOf(stats);
    if (kind === null) return null;
    const { size, mtimeNs, ctimeNs, dev, ino, nlink } = stats;
    return {
      path: relative,
      kind,
      bytes: kind === 'file' ? Number(size) : 0,
      modified: mtimeNs,
      stamp: [kind, size, mtimeNs, ctimeNs, ino].join(' '),
      changed: ctimeNs,
      file: kind === 'file' && nlink > 1n ? `${String(dev)} ${String(ino)}` : null,
    };
  } catch (cause) {
    if (isGone(cause)) return null;
    throw cause;
  }
}

function kindOf(stats: BigIntStats): TreeEntry['kind'] | null {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : null;
}

/** The entries, those that are names of one file together: cargo gives what it finished a second name. */
export function groupByFile(entries: readonly TreeEntry[]): (readonly TreeEntry[])[] {
  const groups = new Map<string, TreeEntry[]>();
  for (const entry of entries) {
    const key = entry.file ?? `/${entry.path}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}
