import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { Project } from '../ecosystem.ts';
import { installPrograms } from './install-wrapper.ts';
import { outerSearchPath, pathDelimiter } from '../search-path.ts';

/** The lock on installs of Node packages in a checkout that agents share. Paths absolute. */
export interface InstallLock {
  readonly file: string;
  /** The top of the repository, or the checkout itself: installs below it take turns. */
  readonly root: string;
  readonly flock: string;
  /** Below it lie the programs of agents, which are never what stands behind a wrapper. */
  readonly namespaces: string;
  /** Package managers on the agent's PATH: only before these stands a wrapper. */
  readonly programs: readonly string[];
}

export interface InstallLockRequest {
  readonly location: Location;
  readonly workspace: string;
  readonly checkout: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The lock, where agents share a checkout with a Node project; null where none is needed, and `missing` without
 * flock(1), as on macOS and Windows.
 */
export async function findInstallLock(
  request: InstallLockRequest,
): Promise<InstallLock | 'missing' | null> {
  const { location, workspace, checkout, projects, environment } = request;
  if (checkout !== workspace) return null;
  if (!projects.some(({ ecosystem }) => ecosystem === 'node')) return null;
  const flock = await findExecutable('flock', environment);
  if (process.platform === 'win32' || flock === null) return 'missing';
  const outer = {
    PATH: outerSearchPath(environment, process.platform, location.namespaces).join(
      pathDelimiter(process.platform),
    ),
  };
  const found = await Promise.all(
    installPrograms.map(async (name) => ((await findExecutable(name, outer)) ? [name] : [])),
  );
  return {
    ...(await installPlace(location, checkout)),
    flock,
    namespaces: location.namespaces,
    programs: found.flat(),
  };
}

/** Where the lock of a checkout lies, whether anybody has needed it yet or not, and what it is the lock of. */
export async function installPlace(
  { home }: Pick<Location, 'home'>,
  checkout: string,
): Promise<Pick<InstallLock, 'file' | 'root'>> {
  const root = topOf(await realpath(checkout));
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return { file: path.join(home, 'locks', `packages-${name}`), root };
}

/** Two agents may have opened different folders of one repository. */
function topOf(directory: string): string {
  for (let folder = directory; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
  }
  return directory;
}
