import { mkdir, opendir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import { claimRoot } from './claim.ts';
import { holdDirectory, type HeldDirectory } from './held-directory.ts';
import { fileErrorCode } from './file-error.ts';
import { readLinkedWorktree } from './linked-worktree.ts';
import { readMarker, writeMarker } from './marker-file.ts';
import { requireNameable } from './trash.ts';
import type { Location } from '../location.ts';
import type { OwnedRoot } from './owned-root.ts';

/**
 * Makes a directory an agent's own: creates it where it is missing (a worktree must be there), and leaves the marker
 * in it, for a worktree in its git directory. Done again for the same agent, it changes nothing. A directory that
 * holds something is never taken over: throws `artifact-not-owned`.
 */
export async function createOwnedRoot(
  kind: OwnedRoot['kind'],
  target: string,
  uid: string,
  agent: string,
): Promise<OwnedRoot> {
  requireNameable(agent, uid);
  if (!path.isAbsolute(target)) throw taken(target, 'its path is not absolute');
  const made = kind !== 'worktree' && (await makeDirectory(target));
  try {
    await mark(kind, target, uid, agent);
  } catch (error) {
    // On a full disk a directory can be made but not marked, and without a marker no clean-up would ever take it.
    if (made) await Promise.allSettled([rmdir(target)]);
    throw error;
  }
  return { kind, path: target, uid };
}

async function mark(
  kind: OwnedRoot['kind'],
  target: string,
  uid: string,
  agent: string,
): Promise<void> {
  const directory = holdRoot(target);
  try {
    const place = kind === 'worktree' ? await gitDirectoryOf(directory, target) : directory;
    try {
      const marker = await readMarker(place);
      if (marker && marker.uid !== uid) throw taken(target, `it belongs to agent ${marker.agent}`);
      if (!marker && kind !== 'worktree' && !(await isEmpty(directory))) {
        throw taken(target, 'it holds files that no agent wrote');
      }
      if (marker?.kind !== kind) await writeMarker(place, { version: 1, uid, agent, kind });
    } finally {
      if (place !== directory) place.release();
    }
  } finally {
    directory.release();
  }
}

/**
 * Resolves when the root is its agent's own and may be deleted as far as that goes; what work a worktree holds is
 * looked at by `clean`. Throws `artifact-not-owned`, also when nothing is there.
 */
export async function verifyOwnedRoot(root: OwnedRoot, location: Location): Promise<void> {
  const claim = await claimRoot(root, location);
  if (!claim) throw taken(root.path, 'it does not exist');
  claim.release();
}

/** Whether it was not there before. */
async function makeDirectory(target: string): Promise<boolean> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  try {
    await mkdir(target, { mode: 0o700 });
    return true;
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw error;
    return false;
  }
}

function holdRoot(target: string): HeldDirectory {
  try {
    return holdDirectory(target);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOTDIR') throw error;
    throw taken(target, 'it is not a directory');
  }
}

async function gitDirectoryOf(directory: HeldDirectory, target: string): Promise<HeldDirectory> {
  const worktree = await readLinkedWorktree(directory, target);
  if (!worktree) throw taken(target, 'it is not a worktree that git knows of');
  return holdDirectory(worktree.gitDirectory);
}

/** A draft of a marker is what a crash may have left in a directory that is otherwise empty. */
async function isEmpty(directory: HeldDirectory): Promise<boolean> {
  for await (const { name } of await opendir(directory.base.toString())) {
    if (!name.startsWith('.lanekeeper-owner-')) return false;
  }
  return true;
}

function taken(target: string, reason: string): LanekeeperError {
  return new LanekeeperError(
    'artifact-not-owned',
    `${target} cannot be used for an agent: ${reason}.`,
    'Move it away, or choose another agent id.',
  );
}
