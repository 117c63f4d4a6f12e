import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';

const chunkBytes = 1024 * 1024;

/** What a file's content comes to. */
export interface FileDigest {
  /** Hex. */
  readonly sha256: string;
  /** Whether a merge left its marks in it (gitattributes(5), conflict-marker-size). */
  readonly isConflicted: boolean;
}

/**
 * Digest of a file, read in chunks so that a lockfile of any size costs one mebibyte. A symbolic link counts as
 * the text it holds and is never followed. Null for what is gone, and for what is neither file nor link.
 *
 * @param file absolute path; bytes, because git allows names that are not UTF-8
 * @throws LanekeeperError `namespace-unreadable` naming the file
 */
export async function digestFile(file: Buffer): Promise<FileDigest | null> {
  try {
    const stats = await lstat(file, { bigint: true });
    if (stats.isSymbolicLink()) {
      const target = await readlink(file, { encoding: 'buffer' });
      const sha256 = createHash('sha256').update('link\0').update(target).digest('hex');
      return { sha256, isConflicted: false };
    }
    return stats.isFile() ? await digestContent(file, stats) : null;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return null;
    const name = file.toString('utf8');
    throw new LanekeeperError(
      'namespace-unreadable',
      `${name} is part of the namespace and cannot be read: ${messageOf(cause)}.`,
      `Make ${name} readable, or move it out of the repository.`,
      { cause },
    );
  }
}

async function digestContent(file: Buffer, expected: BigIntStats): Promise<FileDigest | null> {
  // A file may be swapped for a link or a pipe after the look at it: neither may be followed or waited for.
  const flags =
    process.platform === 'win32'
      ? constants.O_RDONLY
      : constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) return null;
    const hash = createHash('sha256');
    const size = Number(expected.size);
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(size + 1, 4096)));
    const marks = new ConflictMarks();
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) {
        return { sha256: hash.digest('hex'), isConflicted: marks.areThere };
      }
      hash.update(buffer.subarray(0, bytesRead));
      marks.look(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** The first and the last mark of a conflict, each at the start of a line. */
const markStart = Buffer.from('\n<<<<<<< ');
const markEnd = Buffer.from('\n>>>>>>> ');

/** Looks for the marks of a conflict in a file that comes in pieces. */
class ConflictMarks {
  /** The end of what was seen, in which a mark may begin; the start of a file is the start of a line. */
  #tail: Buffer = Buffer.from('\n');
  #hasStart = false;
  #hasEnd = false;

  get areThere(): boolean {
    return this.#hasStart && this.#hasEnd;
  }

  look(piece: Buffer): void {
    const seam = Buffer.concat([this.#tail, piece.subarray(0, markStart.length)]);
    this.#hasStart ||= seam.includes(markStart) || piece.includes(markStart);
    this.#hasEnd ||= this.#hasStart && (seam.includes(markEnd) || piece.includes(markEnd));
    this.#tail = Buffer.concat([this.#tail, piece.subarray(-markStart.length)]).subarray(
      -markStart.length,
    );
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
