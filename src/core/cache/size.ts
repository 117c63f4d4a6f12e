import type { Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../disposable.ts';
import { LanekeeperError } from '../error.ts';

/** What a directory takes on disk. `bytes` are allocated bytes; with `unreadable` directories they are a lower bound. */
export interface DirectorySize {
  readonly bytes: number;
  readonly files: number;
  readonly unreadable: number;
}

/** Directories read at once. More would only queue: libuv has four threads for file calls. */
const readers = 4;
/** File calls of one directory under way at once, so that a directory of a million entries takes no million promises. */
const statBatch = 64;
const sizeLifetimeMs = 5 * 60_000;

/**
 * Measures what lies below a directory. Links are counted as themselves and never followed, only `directory` itself may
 * be one; a file with several hard links counts once. A missing directory takes nothing. What vanishes or is not allowed
 * to be read while measuring is passed over. Throws `interrupted` when `signal` fires.
 */
export async function measureDirectory(
  directory: string,
  signal?: AbortSignal,
): Promise<DirectorySize> {
  const walk = new Walk(signal);
  try {
    walk.pending.push(await realpath(directory));
  } catch {
    return { bytes: 0, files: 0, unreadable: 0 };
  }
  await Promise.all(Array.from({ length: readers }, () => walk.work()));
  return { bytes: walk.bytes, files: walk.files, unreadable: walk.unreadable };
}

class Walk {
  readonly pending: string[] = [];
  bytes = 0;
  files = 0;
  unreadable = 0;
  readonly #signal: AbortSignal | undefined;
  readonly #linked = new Map<number, Set<number>>();
  #reading = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Takes directories until none is left and no other worker can add one. */
  async work(): Promise<void> {
    for (;;) {
      this.#throwIfInterrupted();
      const directory = this.pending.pop();
      if (directory === undefined) {
        if (this.#reading === 0) return;
        this.#idle ??= Promise.withResolvers();
        await this.#idle.promise;
        continue;
      }
      this.#reading += 1;
      try {
        await this.#read(directory);
      } finally {
        this.#reading -= 1;
        this.#idle?.resolve();
        this.#idle = null;
      }
    }
  }

  async #read(directory: string): Promise<void> {
    let entries: string[];
    try {
      this.#count(await lstat(directory));
      entries = await readdir(directory);
    } catch (fault) {
      if (!isGone(fault)) this.unreadable += 1;
      return;
    }
    for (let start = 0; start < entries.length; start += statBatch) {
      this.#throwIfInterrupted();
      const batch = entries.slice(start, start + statBatch);
      await Promise.all(batch.map((entry) => this.#look(path.join(directory, entry))));
    }
  }

  async #look(entry: string): Promise<void> {
    let stats: Stats;
    try {
      stats = await lstat(entry);
    } catch {
      // Gone since the directory was read: caches evict while one looks.
      return;
    }
    // A directory counts itself when its turn comes.
    if (stats.isDirectory()) this.pending.push(entry);
    else {
      this.files += 1;
      this.#count(stats);
    }
  }

  #count(stats: Stats): void {
    if (stats.nlink > 1 && !stats.isDirectory() && !this.#isFirstLink(stats)) return;
    // stat(2): blocks are of 512 bytes whatever the file system's own block size.
    this.bytes += stats.blocks * 512;
  }

  #isFirstLink({ dev, ino }: Stats): boolean {
    const inodes = this.#linked.get(dev) ?? new Set();
    this.#linked.set(dev, inodes);
    if (inodes.has(ino)) return false;
    inodes.add(ino);
    return true;
  }

  #throwIfInterrupted(): void {
    if (this.#signal?.aborted) {
      throw new LanekeeperError('interrupted', 'Measuring was interrupted.', 'Measure again.');
    }
  }
}

function isGone(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === 'ENOENT';
}

/**
 * Remembers sizes for five minutes and measures a directory once for all who ask at the same time. A caller that stops
 * waiting does not stop the measuring: a large store is then known at the next look. Disposing stops it.
 */
export class DirectorySizes implements Disposable {
  readonly #ending = new AbortController();
  readonly #known = new Map<string, { size: DirectorySize; until: number }>();
  readonly #measuring = new Map<string, Promise<DirectorySize>>();

  /** Throws `interrupted` when this object has been disposed. */
  async measure(directory: string): Promise<DirectorySize> {
    const known = this.#known.get(directory);
    if (known && known.until > performance.now()) return known.size;
    const underWay = this.#measuring.get(directory);
    if (underWay) return underWay;
    const measuring = measureDirectory(directory, this.#ending.signal);
    this.#measuring.set(directory, measuring);
    try {
      const size = await measuring;
      this.#known.set(directory, { size, until: performance.now() + sizeLifetimeMs });
      return size;
    } finally {
      this.#measuring.delete(directory);
    }
  }

  /** The next look measures anew. */
  forget(): void {
    this.#known.clear();
  }

  dispose(): void {
    this.#ending.abort();
    this.#known.clear();
  }
}
