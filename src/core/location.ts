import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where build directories lie that are kept in memory. All paths absolute. */
export interface MemoryLocation {
  /** The user's own directory on a tmpfs on which others have theirs. */
  readonly own: string;
  /** One directory per agent. */
  readonly builds: string;
  /** Where clean-up renames to: the same file system as `builds`. */
  readonly trash: string;
}

/** Where this user's machine-wide state lives. All paths absolute. */
export interface Location {
  readonly home: string;
  readonly database: string;
  /** One directory per namespace: all that an agent's tools write. */
  readonly namespaces: string;
  /** Short paths, because a unix socket path holds 108 bytes at most (unix(7)) and tools put sockets in TMPDIR. */
  readonly temporary: string;
  readonly worktrees: string;
  /** Where clean-up renames to before it deletes: the same file system as the roots above. */
  readonly trash: string;
  /** Null where the platform has no tmpfs that every user may write to. */
  readonly memory: MemoryLocation | null;
  readonly configuration: string;
  /** What tasks have made, by what they were made from. */
  readonly results: string;
  /** One directory per checkout whose tasks were run: hashes of its files, logs of its tasks. */
  readonly tasks: string;
  /** Machine code of the command line, by its version. */
  readonly compiled: string;
}

/**
 * `LANEKEEPER_HOME`, else the platform's place for user state that is not portable between machines
 * (XDG Base Directory Specification: state home; Apple File System Programming Guide; Windows known folders).
 */
export function locate(environment: NodeJS.ProcessEnv, platform = process.platform): Location {
  const home = path.resolve(environment['LANEKEEPER_HOME'] || stateHome(environment, platform));
  return {
    home,
    database: path.join(home, 'lanekeeper.db'),
    namespaces: path.join(home, 'namespaces'),
    temporary: path.join(home, 't'),
    worktrees: path.join(home, 'worktrees'),
    trash: path.join(home, 'trash'),
    memory: memoryLocation(environment, platform, home),
    configuration: path.join(home, 'config.json'),
    results: path.join(home, 'results'),
    tasks: path.join(home, 'tasks'),
    compiled: path.join(home, 'compiled'),
  };
}

/**
 * `LANEKEEPER_MEMORY`, else the tmpfs that Linux has for shared memory (shm_overview(7)). Not XDG_RUNTIME_DIR: it goes
 * when the user logs out, and agents do not, and holds a tenth of the memory (pam_systemd(8), logind.conf(5)).
 */
function memoryLocation(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): MemoryLocation | null {
  if (platform !== 'linux') return null;
  const top = path.resolve(environment['LANEKEEPER_MEMORY'] || '/dev/shm');
  const own = path.join(top, `lanekeeper-${String(process.getuid?.() ?? 0)}`);
  // One user may have several homes, and none is to clean up after the agents of another.
  const part = path.join(own, createHash('sha256').update(home).digest('hex').slice(0, 8));
  return { own, builds: path.join(part, 'builds'), trash: path.join(part, 'trash') };
}

function stateHome(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support', 'lanekeeper');
    case 'win32':
      return path.join(
        environment['LOCALAPPDATA'] || path.join(homedir(), 'AppData', 'Local'),
        'lanekeeper',
      );
    default: {
      const state = environment['XDG_STATE_HOME'];
      // The specification says a relative value is to be ignored.
      const base =
        state && path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state');
      return path.join(base, 'lanekeeper');
    }
  }
}
