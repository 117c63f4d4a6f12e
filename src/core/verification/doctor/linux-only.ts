import type { Verdict } from '../check.ts';

/** The verdict of what only Linux tells, elsewhere. */
export function notRead(what: string): Verdict {
  return { result: 'unknown', evidence: [`${what} not read on ${process.platform}.`], cure: '' };
}
