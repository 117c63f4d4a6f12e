import type { ErrorKind, LanekeeperError } from '../core/error.ts';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  'not-found': 4,
  interrupted: 130,
} as const satisfies Record<ErrorKind | 'done', number>;

/** Tells of an error on stderr, and as JSON on stdout where JSON was asked for. Returns the exit code. */
export function reportError(error: LanekeeperError, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(error)}\n`);
  process.stderr.write(`lanekeeper: ${error.message}\n${error.cure}\n`);
  return exitCodes[error.kind];
}
