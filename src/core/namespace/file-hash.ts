import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';

const chunkBytes = 1024 * 1024;

/**
 * SHA-256 of a file, in hex, read in chunks so that a lockfile of any size costs one mebibyte. A symbolic link counts as
 * the text it holds and is never followed. Null for what is gone, and for what is neither file nor link.
 *
 * @param file absolute path; bytes, because git allows names that are not UTF-8
 * @throws LanekeeperError `namespace-unreadable` naming the file
 */
export async function hashFile(file: Buffer): Promise<string | null> {
  try {
    const stats = await lstat(file, { bigint: true });
    if (stats.isSymbolicLink()) {
      const target = await readlink(file, { encoding: 'buffer' });
      return createHash('sha256').update('link\0').update(target).digest('hex');
    }
    return stats.isFile() ? await hashContent(file, stats) : null;
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

async function hashContent(file: Buffer, expected: BigIntStats): Promise<string | null> {
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
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
