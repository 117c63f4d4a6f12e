import { open, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from './gone.ts';
import { readTree } from './tree.ts';

const chunkBytes = 1024 * 1024;

/** Whether a directory holds the text, in any file or as what a link leads to. */
export async function anyHolds(directory: string, text: string): Promise<boolean> {
  for (const { path: relative, kind } of await readTree(directory, { keep: () => true })) {
    const entry = path.join(directory, relative);
    if (kind === 'file' && (await holds(entry, text))) return true;
    if (kind === 'link' && (await readlink(entry)).includes(text)) return true;
  }
  return false;
}

/** Whether a file holds the text, read in pieces; false when it is gone. */
export async function holds(file: string, text: string): Promise<boolean> {
  const needle = Buffer.from(text);
  const handle = await openIfThere(file);
  if (!handle) return false;
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes + needle.length);
    let kept = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, chunkBytes, null);
      if (bytesRead === 0) return false;
      const filled = kept + bytesRead;
      if (buffer.subarray(0, filled).includes(needle)) return true;
      // The text may lie across two pieces.
      kept = Math.min(needle.length - 1, filled);
      buffer.copyWithin(0, filled - kept, filled);
    }
  } finally {
    await handle.close();
  }
}

/** The text of a file, empty when it is gone. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (isGone(cause)) return '';
    throw cause;
  }
}

async function openIfThere(file: string): Promise<Awaited<ReturnType<typeof open>> | null> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    if (isGone(cause)) return null;
    throw cause;
  }
}
