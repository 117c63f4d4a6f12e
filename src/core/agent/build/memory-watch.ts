import { statfs } from 'node:fs/promises';
import { inventory } from '../../artifact/inventory.ts';
import type { Disposable } from '../../disposable.ts';
import { formatBytes } from '../../quantities.ts';
import { readMemoryHeadroom } from '../../resource/machine-limits.ts';
import type { MemoryRoot } from './memory-root.ts';

const intervalMs = 500;
/** Measuring walks the whole tree, and takes no more than this part of the time. */
const measuringShare = 0.1;
/** With less than this a build on the tmpfs, or the machine, is about to fail; bytes. */
const lowTmpfsBytes = 8 * 1024 ** 2;
const lowMemoryBytes = 512 * 1024 ** 2;

/**
 * Watches a build directory in memory while something builds there. Asks the file system how full it is, which costs
 * nothing, and measures the directory only when all on the file system together is more than the directory may hold.
 */
export class MemoryWatch implements Disposable {
  readonly #root: MemoryRoot;
  readonly #onFull: (reason: string) => void;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #measureAfter = 0;
  #isDisposed = false;

  /** @param onFull called once, with why the build cannot go on there, as a sentence */
  constructor(root: MemoryRoot, onFull: (reason: string) => void) {
    this.#root = root;
    this.#onFull = onFull;
    this.#timer = setInterval(() => {
      if (this.#isLooking) return;
      this.#isLooking = true;
      void this.#look().finally(() => {
        this.#isLooking = false;
      });
    }, intervalMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearInterval(this.#timer);
  }

  /** Looks once more, when a build has failed: it may have met the end of the room before the watch did. */
  async lookLast(): Promise<string | null> {
    this.dispose();
    this.#measureAfter = 0;
    return this.#reason().catch(() => null);
  }

  async #look(): Promise<void> {
    const reason = await this.#reason().catch(() => null);
    if (reason === null || this.#isDisposed) return;
    this.dispose();
    this.#onFull(reason);
  }

  async #reason(): Promise<string | null> {
    const { path, limitBytes } = this.#root;
    const { blocks, bfree, bavail, bsize } = await statfs(path);
    if (bavail * bsize < lowTmpfsBytes) return 'The tmpfs that its build directory is on is full.';
    if (readMemoryHeadroom() < lowMemoryBytes) return 'The machine runs out of memory.';
    const now = performance.now();
    if ((blocks - bfree) * bsize <= limitBytes || now < this.#measureAfter) return null;
    const { bytes } = await inventory([this.#root]);
    const took = performance.now() - now;
    this.#measureAfter = now + took / measuringShare;
    if (bytes <= limitBytes) return null;
    return `Its build directory in memory holds ${formatBytes(bytes)}, and may hold ${formatBytes(limitBytes)}.`;
  }
}
