import { errorCode } from '../process/error-code.ts';

/** Whether a call failed because there is no such file, or no such folder on the way to it. */
export function isGone(cause: unknown): boolean {
  return errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR';
}
