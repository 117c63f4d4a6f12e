import { opendir } from 'node:fs/promises';
import type { HeldDirectory } from './held-directory.ts';

/** Entries looked at or removed at the same time; libuv has four threads for file operations by default. */
export const batchSize = 64;

/**
 * The names in a directory as bytes, in batches, without holding all of a large directory in memory. Latin-1 maps each
 * byte to one character and back, so names that are not UTF-8 survive.
 */
export async function* nameBatches(directory: HeldDirectory): AsyncGenerator<Buffer[]> {
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
