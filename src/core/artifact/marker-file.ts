import { constants, lstatSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { entryPath, type HeldDirectory } from './held-directory.ts';
import { fileErrorCode, isMissing } from './file-error.ts';
import { ownedRootSchema } from './owned-root.ts';

/** In a namespace or temporary root, and in the git directory (not the tree) of a worktree. */
export const markerName = '.lanekeeper-owner.json';

const markerSchema = z.object({
  version: z.literal(1),
  uid: z.string(),
  agent: z.string(),
  kind: ownedRootSchema.shape.kind,
});

/** Says whose a directory is. */
export type Marker = z.infer<typeof markerSchema>;

/** A marker has some hundred bytes; whatever is larger is none. */
const markerLimit = 64 * 1024;

/** The marker in a held directory; null without one, or when what bears its name is a link or no marker. */
export async function readMarker(directory: HeldDirectory): Promise<Marker | null> {
  const text = await readSmallFile(entryPath(directory, markerName), markerLimit);
  if (text === null) return null;
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Says in words that a directory bears the marker of another agent; null when it does not. */
export async function otherOwner(directory: HeldDirectory, uid: string): Promise<string | null> {
  // Asked of every directory, and nearly always answered no: a look is a tenth of the price of a failed open.
  if (!lstatSync(entryPath(directory, markerName), { throwIfNoEntry: false })) return null;
  const marker = await readMarker(directory);
  return marker && marker.uid !== uid ? `it belongs to agent ${marker.agent}` : null;
}

/** Whole or not at all, also when the power fails: a directory is never left with half a marker. */
export async function writeMarker(directory: HeldDirectory, marker: Marker): Promise<void> {
  const draft = entryPath(directory, `.lanekeeper-owner-${randomUUID()}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    try {
      await file.writeFile(`${JSON.stringify(marker)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, entryPath(directory, markerName));
  } catch (error) {
    await unlink(draft);
    throw error;
  }
}

/** The text of a regular file that is not reached through a link; null when it is missing, odd, or above `limit` bytes. */
export async function readSmallFile(file: Buffer | string, limit: number): Promise<string | null> {
  try {
    // O_NONBLOCK: opening a pipe that bears the name must not wait for a writer.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | nonBlocking);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > limit) return null;
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error) || isRefusal(error)) return null;
    throw error;
  }
}

// Windows has neither flag.
const nonBlocking = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/** ELOOP: a link where O_NOFOLLOW forbids one. ENXIO: a socket. */
function isRefusal(thrown: unknown): boolean {
  const code = fileErrorCode(thrown);
  return code === 'ELOOP' || code === 'ENXIO';
}
