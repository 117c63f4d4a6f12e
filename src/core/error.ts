/**
 * How an error ends for the person or program that asked. The command line turns it into an exit code:
 * failed 1, usage 2, refused 3, not-found 4, interrupted 130.
 */
export type ErrorKind = 'failed' | 'usage' | 'refused' | 'not-found' | 'interrupted';

/** Every error a user can meet. The code is stable: scripts and tests match on it, never on the message. */
export const errorKinds = {
  'agent-busy': 'refused',
  'agent-id-invalid': 'usage',
  'agent-id-taken': 'usage',
  'agent-not-found': 'not-found',
  'agent-not-running': 'refused',
  'agent-running': 'refused',
  'agent-type-unknown': 'usage',
  'artifact-not-owned': 'refused',
  'capability-missing': 'failed',
  'checkout-failed': 'failed',
  'claim-not-found': 'not-found',
  'command-failed': 'failed',
  'command-not-found': 'failed',
  'configuration-invalid': 'usage',
  'database-busy': 'failed',
  'database-corrupt': 'failed',
  'database-incompatible': 'failed',
  'database-too-recent': 'failed',
  'directory-missing': 'usage',
  'disk-full': 'failed',
  'input-invalid': 'usage',
  'input-too-large': 'usage',
  internal: 'failed',
  interrupted: 'interrupted',
  'lockfile-conflicted': 'failed',
  'namespace-unreadable': 'failed',
  'not-writable': 'failed',
  'paths-claimed': 'refused',
  'platform-unsupported': 'refused',
  'ports-exhausted': 'failed',
  'process-not-owned': 'refused',
  'setup-failed': 'failed',
  'setup-not-agreed': 'refused',
  'task-cycle': 'usage',
  'task-declaration-invalid': 'usage',
  'task-input-unreadable': 'failed',
  'task-not-found': 'not-found',
  'task-outputs-overlap': 'usage',
  'task-failed': 'failed',
  'task-log-missing': 'not-found',
  'task-output-missing': 'failed',
  'task-output-refused': 'failed',
  'supervisor-failed': 'failed',
  'toolchain-missing': 'failed',
  usage: 'usage',
  'workspace-missing': 'usage',
  'workspace-untrusted': 'refused',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export interface ErrorJson {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly cure: string };
}

/**
 * The one error type the engine throws. `message` names the thing that is wrong, `cure` says what to do about it,
 * both as whole sentences fit to show.
 */
export class LanekeeperError extends Error {
  override readonly name = 'LanekeeperError';
  readonly code: ErrorCode;
  readonly cure: string;

  constructor(code: ErrorCode, message: string, cure: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.cure = cure;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }

  toJSON(): ErrorJson {
    return { error: { code: this.code, message: this.message, cure: this.cure } };
  }
}

/** Wraps whatever was thrown, so that presenters only ever meet a `LanekeeperError`. */
export function toLanekeeperError(thrown: unknown): LanekeeperError {
  if (thrown instanceof LanekeeperError) return thrown;
  const { code, message } = describe(thrown);
  const cause = { cause: thrown };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LanekeeperError(
        'disk-full',
        `The disk is full: ${message}.`,
        'Free some space, for example with "lanekeeper clean" on agents that have finished.',
        cause,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new LanekeeperError(
        'not-writable',
        `Not allowed to write: ${message}.`,
        'Check the permissions of that path, or set LANEKEEPER_HOME to a writable directory.',
        cause,
      );
    default:
      return new LanekeeperError(
        'internal',
        message,
        'This is a fault in Lanekeeper. Please report it with the log.',
        cause,
      );
  }
}

function describe(thrown: unknown): { code: string; message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return { code, message: thrown.message };
}
