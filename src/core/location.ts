import { homedir } from 'node:os';
import path from 'node:path';

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
  readonly configuration: string;
  /** What tasks have made, by what they were made from. */
  readonly results: string;
  /** One directory per checkout whose tasks were run: hashes of its files, logs of its tasks. */
  readonly tasks: string;
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
    configuration: path.join(home, 'config.json'),
    results: path.join(home, 'results'),
    tasks: path.join(home, 'tasks'),
  };
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
