import { homedir } from 'node:os';
import path from 'node:path';
import { entryPath, isMountPoint, mountPointReason, type HeldDirectory } from './held-directory.ts';
import { isMissing } from './file-error.ts';
import type { Location } from '../location.ts';
import type { OwnedRoot } from './owned-root.ts';
import { isThere, realpathIfThere } from './presence.ts';
import { privacyOf } from './private-directory.ts';

/**
 * Why the place of a root, before anything in it is looked at, forbids deleting it; null when it is a proper one.
 * `realParent` is the directory that holds it with all links resolved: only Lanekeeper's own directories will do, each
 * kind in its own and on its own level, so that no directory which holds several roots is ever taken for one.
 */
export async function misplacement(
  root: OwnedRoot,
  realParent: string,
  location: Location,
): Promise<string | null> {
  if (!path.isAbsolute(root.path) || path.normalize(root.path) !== root.path) {
    return 'its path is not a plain absolute one';
  }
  const directory = ownDirectory(root.kind, location);
  if (directory === null) return 'this platform keeps no build directories in memory';
  if (root.kind === 'memory' && location.memory) {
    const privacy = await privacyOf(location.memory.own);
    if (privacy.state === 'refused') return privacy.reason;
  }
  const own = await realpathIfThere(directory);
  const holder = root.kind === 'worktree' ? path.dirname(realParent) : realParent;
  if (own === null || holder !== own) return `it does not lie in ${directory}`;
  const place = path.join(realParent, path.basename(root.path));
  for (const [what, precious] of await preciousDirectories(location)) {
    if (precious === place || precious.startsWith(place + path.sep)) return `it holds ${what}`;
  }
  return null;
}

function ownDirectory(kind: OwnedRoot['kind'], location: Location): string | null {
  switch (kind) {
    case 'namespace':
      return location.namespaces;
    case 'temporary':
      return location.temporary;
    case 'worktree':
      return location.worktrees;
    case 'memory':
      return location.memory?.builds ?? null;
  }
}

/** Why what stands at a proper place forbids deleting it; null when nothing does. */
export async function danger(
  kind: OwnedRoot['kind'],
  parent: HeldDirectory,
  directory: HeldDirectory,
): Promise<string | null> {
  if (isMountPoint(parent, directory)) return mountPointReason;
  if (kind === 'worktree') return null;
  if (await isThere(entryPath(directory, '.git')))
    return 'it is a git repository, not an output directory';
  // What git itself takes a bare repository by (setup.c, is_git_directory).
  const parts = ['HEAD', 'objects', 'refs'].map((name) => isThere(entryPath(directory, name)));
  return (await Promise.all(parts)).every(Boolean)
    ? 'it is a bare git repository, not an output directory'
    : null;
}

/** Directories that must not lie in anything that is deleted. A process without a working directory has none. */
async function preciousDirectories(location: Location): Promise<[what: string, real: string][]> {
  const places: [string, string | null][] = [
    ['your home directory', await realpathIfThere(homedir())],
    ["Lanekeeper's own state", await realpathIfThere(location.home)],
    ['the working directory of this process', workingDirectory()],
  ];
  return places.flatMap(([what, real]) => (real === null ? [] : [[what, real]]));
}

function workingDirectory(): string | null {
  try {
    return process.cwd();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
