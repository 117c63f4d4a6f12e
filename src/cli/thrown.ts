import { LanekeeperError, toLanekeeperError } from '../core/error.ts';

/** What to tell of whatever a command has thrown. */
export function describeThrown(thrown: unknown): LanekeeperError {
  if (!isDirectoryGone(thrown)) return toLanekeeperError(thrown);
  return new LanekeeperError(
    'directory-missing',
    'The current directory does not exist any more.',
    'Change to one that does (cd), and call it again.',
    { cause: thrown },
  );
}

/** Whether Node.js has asked in vain for the current directory, which only a command line works in. */
function isDirectoryGone(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'uv_cwd';
}
