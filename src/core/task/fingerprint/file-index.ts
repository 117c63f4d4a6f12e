import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readSealed, writeSealed } from '../sealed-file.ts';
import {
  type ContentHash,
  hashContent,
  hashLargeContent,
  hashLink,
  largeFile,
  type MeasuredHash,
} from './content-hash.ts';
import { racyMs } from './stamps.ts';

const version = '2';

/**
 * Hashes of a checkout's files by path. Content is the truth; size, times and inode only save reading it again. Kept in
 * one file, which is only a cache: written by whoever finishes last, and passed over when it is damaged.
 */
export class FileIndex {
  readonly root: string;
  readonly #file: string;
  #loaded: Map<string, string> | null = null;
  #isChanged = false;

  /**
   * @param root of the checkout, absolute
   * @param file where it is kept, absolute
   */
  constructor(root: string, file: string) {
    this.root = root;
    this.#file = file;
  }

  /** Read when it is first needed: a run may find that nothing is to be hashed. */
  get #records(): Map<string, string> {
    return (this.#loaded ??= load(this.#file));
  }

  /**
   * The hash of a file's content, or of a link's text, with `x` after it for a program. Null if there is no such file.
   * A promise only for a large file that must be read. `isSteady` is false for one that changed while it was read.
   */
  hash(file: string): ContentHash | null | Promise<ContentHash | null> {
    const absolute = path.join(this.root, file);
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    if (!stats) return null;
    const known = this.#records.get(file);
    const hash = known === undefined ? null : hashIn(known, stats);
    if (hash !== null) return { hash, isSteady: true };
    if (stats.isSymbolicLink()) return { hash: hashLink(absolute, this.root), isSteady: true };
    if (!stats.isFile()) return null;
    if (stats.size > largeFile) {
      return hashLargeContent(absolute).then((found) => found && this.#keep(file, found));
    }
    const found = hashContent(absolute);
    return found && this.#keep(file, found);
  }

  /** Writes what was learned, for the next process. */
  save(): void {
    if (!this.#isChanged) return;
    writeSealed({ file: this.#file, version }, [...this.#records].flat().join('\0'));
    this.#isChanged = false;
  }

  #keep(file: string, found: MeasuredHash): ContentHash {
    const { hash, isSteady, stats, time } = found;
    if (isSteady) {
      this.#records.set(file, recordOf(hash, stats, time));
      this.#isChanged = true;
    }
    return found;
  }
}

/**
 * What tells that a file is still the one that was hashed, when that was looked at in ms since the epoch, and its hash.
 */
function recordOf(hash: string, stats: Stats, time: number): string {
  return `${identityOf(stats)}${String(time)} ${hash}`;
}

function identityOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${String(size)} ${String(mtimeMs)} ${String(ctimeMs)} ${String(ino)} `;
}

/**
 * The hash in the record of a file that is still the one that was hashed; null for any other. A clock that was set back
 * makes files look younger than the record, and then they are read again.
 */
function hashIn(record: string, stats: Stats): string | null {
  const identity = identityOf(stats);
  if (!record.startsWith(identity)) return null;
  const [time, hash = ''] = record.slice(identity.length).split(' ');
  return Number(time) - Math.max(stats.mtimeMs, stats.ctimeMs) > racyMs ? hash : null;
}

/** Records by file: read as a whole, since each is looked into only where its file is asked for. */
function load(file: string): Map<string, string> {
  const records = new Map<string, string>();
  const text = readSealed({ file, version });
  if (text === null) return records;
  const fields = text.split('\0').values();
  for (const name of fields) records.set(name, fields.next().value ?? '');
  return records;
}
