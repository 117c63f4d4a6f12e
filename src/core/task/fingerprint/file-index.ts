import { hash as hashOf } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {
  type ContentHash,
  hashContent,
  hashLargeContent,
  hashLink,
  type MeasuredHash,
} from './content-hash.ts';

/** What tells that a file is still the one that was hashed, and when that was looked at; times in ms since the epoch. */
interface Entry {
  readonly size: number;
  readonly modified: number;
  readonly changed: number;
  readonly inode: number;
  readonly recorded: number;
  readonly hash: string;
}

/**
 * A file that changed this shortly before it was looked at may change again without a trace: clocks of file systems
 * tick every few milliseconds, some every two seconds (git's racy-git.txt; FAT).
 */
const racyMs = 2000;

/** Larger files are hashed without holding up the event loop; bytes. */
const largeFile = 4 * 1024 ** 2;

const version = '1';

/**
 * Hashes of a checkout's files by path. Content is the truth; size, times and inode only save reading it again. Kept in
 * one file, which is only a cache: written by whoever finishes last, and passed over when it is damaged.
 */
export class FileIndex {
  readonly root: string;
  readonly #file: string;
  #loaded: Map<string, Entry> | null = null;
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
  get #entries(): Map<string, Entry> {
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
    const known = this.#entries.get(file);
    if (known && isSame(known, stats)) return { hash: known.hash, isSteady: true };
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
    const records = [...this.#entries].map(
      ([file, { hash, size, modified, changed, inode, recorded }]) =>
        `${hash} ${String(size)} ${String(modified)} ${String(changed)} ${String(inode)} ${String(recorded)} ${file}`,
    );
    const text = records.join('\0');
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const part = `${this.#file}.${String(process.pid)}`;
    writeFileSync(part, `${version} ${hashOf('sha256', text)}\0${text}`, { mode: 0o600 });
    // Nothing is lost without it, and taking the place of a file makes ext4 write it out at once (mount option
    // auto_da_alloc, ext4(5)).
    rmSync(this.#file, { force: true });
    renameSync(part, this.#file);
    this.#isChanged = false;
  }

  #keep(file: string, found: MeasuredHash): ContentHash {
    const { hash, isSteady, stats, time } = found;
    if (isSteady) {
      this.#entries.set(file, {
        size: stats.size,
        modified: stats.mtimeMs,
        changed: stats.ctimeMs,
        inode: stats.ino,
        recorded: time,
        hash,
      });
      this.#isChanged = true;
    }
    return found;
  }
}

/** A clock that was set back makes files look younger than the record, and then they are read again. */
function isSame(entry: Entry, stats: Stats): boolean {
  return (
    entry.size === stats.size &&
    entry.modified === stats.mtimeMs &&
    entry.changed === stats.ctimeMs &&
    entry.inode === stats.ino &&
    entry.recorded - Math.max(entry.modified, entry.changed) > racyMs
  );
}

function load(file: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Not there yet, or not readable: all is hashed again.
    return entries;
  }
  const end = text.indexOf('\0');
  const records = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== `${version} ${hashOf('sha256', records)}`) return entries;
  for (const record of records.split('\0')) {
    const [hash = '', ...fields] = record.split(' ', 6);
    const [size = 0, modified = 0, changed = 0, inode = 0, recorded = 0] = fields.map(Number);
    const name = record.slice(hash.length + fields.join(' ').length + 2);
    if (name !== '') entries.set(name, { size, modified, changed, inode, recorded, hash });
  }
  return entries;
}
