import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import { danger, misplacement } from './boundary.ts';
import { currentPath, entryPath, holdDirectory, type HeldDirectory } from './held-directory.ts';
import { readLinkedWorktree, type LinkedWorktree } from './linked-worktree.ts';
import { readMarker } from './marker-file.ts';
import type { Location } from '../location.ts';
import type { OwnedRoot } from './owned-root.ts';
import { holdIfThere, isThere, realpathIfThere } from './presence.ts';

/** A root that was found to be what it says, held so that it stays this very directory. Release it. */
export interface ClaimedRoot {
  readonly root: OwnedRoot;
  /** The id that its marker names. */
  readonly agent: string;
  /** The directory that holds it, and its name there. */
  readonly parent: HeldDirectory;
  readonly name: string;
  readonly directory: HeldDirectory;
  /** Absolute, links resolved. */
  readonly realPath: string;
  /** Set exactly for roots of kind `worktree`. */
  readonly worktree: LinkedWorktree | null;
  release(): void;
}

/**
 * Holds a root after checking that it is where roots are, that it bears the marker of its agent, and that deleting it
 * would take nothing else with it. Null when nothing is there. Throws `artifact-not-owned`.
 */
export async function claimRoot(root: OwnedRoot, location: Location): Promise<ClaimedRoot | null> {
  const realParent = await realpathIfThere(path.dirname(root.path));
  if (realParent === null) return null;
  const misplaced = await misplacement(root, realParent, location);
  if (misplaced !== null) throw notOwned(root, misplaced);
  const parent = holdIfThere(realParent);
  if (!parent) return null;
  let directory: HeldDirectory | null = null;
  try {
    // Whoever has exchanged a directory above for a link since it was resolved is found out here.
    if (currentPath(parent).toString() !== realParent) throw notOwned(root, 'its parent has moved');
    const name = path.basename(root.path);
    const target = entryPath(parent, name);
    directory = holdIfThere(target);
    if (!directory) {
      if (await isThere(target)) throw notOwned(root, 'it is not a directory');
      parent.release();
      return null;
    }
    return await examine(root, parent, name, directory, realParent);
  } catch (error) {
    directory?.release();
    parent.release();
    throw error;
  }
}

async function examine(
  root: OwnedRoot,
  parent: HeldDirectory,
  name: string,
  directory: HeldDirectory,
  realParent: string,
): Promise<ClaimedRoot> {
  const refusal = await danger(root.kind, parent, directory);
  if (refusal !== null) throw notOwned(root, refusal);
  const realPath = path.join(realParent, name);
  const worktree = root.kind === 'worktree' ? await worktreeAt(root, directory, realPath) : null;
  const agent = await ownerOf(root, worktree ? worktree.gitDirectory : directory);
  const release = (): void => {
    directory.release();
    parent.release();
  };
  return { root, agent, parent, name, directory, realPath, worktree, release };
}

/** The agent that the marker in a directory names. Throws `artifact-not-owned` when it is not the root's. */
async function ownerOf(root: OwnedRoot, place: HeldDirectory | string): Promise<string> {
  const directory = typeof place === 'string' ? holdDirectory(place) : place;
  try {
    const marker = await readMarker(directory);
    if (!marker) throw notOwned(root, 'it bears no marker of an agent');
    if (marker.uid !== root.uid) throw notOwned(root, `it belongs to agent ${marker.agent}`);
    if (marker.kind !== root.kind) throw notOwned(root, `its marker says it is a ${marker.kind}`);
    return marker.agent;
  } finally {
    if (directory !== place) directory.release();
  }
}

/** The worktree must be known to git at this very place: a copy of one leads to the original's record. */
async function worktreeAt(
  root: OwnedRoot,
  directory: HeldDirectory,
  realPath: string,
): Promise<LinkedWorktree> {
  const worktree = await readLinkedWorktree(directory, realPath);
  if (!worktree) throw notOwned(root, 'it is not a worktree that git knows of');
  if ((await realpathIfThere(worktree.tree)) !== realPath) {
    throw notOwned(root, `git knows this worktree at ${worktree.tree}`);
  }
  return worktree;
}

function notOwned(root: OwnedRoot, reason: string): LanekeeperError {
  return new LanekeeperError(
    'artifact-not-owned',
    `${root.path} is left alone: ${reason}.`,
    'Look at it yourself; Lanekeeper only deletes what it made for an agent and can prove to be its own.',
    { cause: reason },
  );
}
