import { opendir, readdir } from 'node:fs/promises';
import type { HeldDirectory } from './held-directory.ts';

/** Entries looked at or removed at the same time; libuv has four threads for file operations by default. */
export const batchSize = 64;

/** Directories up to this size (some ten thousand names) are read in one go, which takes a quarter of the calls. */
const smallDirectory = 1024n * 1024n;

/**
 * The names in a directory as bytes, in batches. A large directory is read piece by piece, so that memory is bounded.
 */
export async function* nameBatches(directory: HeldDirectory): AsyncGenerator<Buffer[]> {
  if (directory.stats.size > smallDirectory) {
    yield* streamedBatches(directory);
    return;
  }
  const names = await readdir(directory.base, { encoding: 'buffer' });
  for (let start = 0; start < names.length; start += batchSize) {
    yield names.slice(start, start + batchSize);
  }
}

/** Latin-1 maps each byte to one character and back, so names that are not UTF-8 survive. */
async function* streamedBatches(directory: HeldDirectory): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  const entries = await opendir(directory.base, { encoding: 'latin1', bufferSize: batchSize });
  for await (const { name } of entries) {
    batch.push(Buffer.from(name, 'latin1'));
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
