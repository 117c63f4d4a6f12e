import { LanekeeperError } from '../error.ts';
import { errorCode } from './error-code.ts';

/** What to tell about a command that could not be started. */
export function startFault(program: string, cause: unknown): LanekeeperError {
  switch (errorCode(cause)) {
    case 'ENOENT':
      return commandNotFound(program, cause);
    case 'EACCES':
    case 'ENOEXEC':
      return new LanekeeperError(
        'command-failed',
        `"${program}" is not a program that can be run.`,
        'Check that the file is executable and made for this machine, or give its interpreter first.',
        { cause },
      );
    case 'E2BIG':
      return new LanekeeperError(
        'command-failed',
        `The arguments and environment of "${program}" are larger than the system allows.`,
        'Shorten the arguments, or pass them in a file.',
        { cause },
      );
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return new LanekeeperError(
        'command-failed',
        `"${program}" could not be started: the system is out of processes, memory or file descriptors.`,
        'Stop some agents, or raise the limit (ulimit -u, ulimit -n).',
        { cause },
      );
    default: {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return new LanekeeperError(
        'command-failed',
        `"${program}" could not be started: ${reason}`,
        'Check the command and its arguments.',
        { cause },
      );
    }
  }
}

export function commandNotFound(program: string, cause?: unknown): LanekeeperError {
  return new LanekeeperError(
    'command-not-found',
    `The command "${program}" was not found.`,
    'Check its spelling, and that it (or the interpreter in its first line) is installed and on PATH.',
    { cause },
  );
}

export function directoryMissing(directory: string, cause?: unknown): LanekeeperError {
  return new LanekeeperError(
    'directory-missing',
    `The directory to run in does not exist: ${directory}.`,
    'Create it, or give another one.',
    { cause },
  );
}
