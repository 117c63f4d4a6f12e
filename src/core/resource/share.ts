import type { GateLimits } from './gates.ts';

/** How many processes at once an agent's tools may start by themselves, per kind of work; at least 1. */
export interface Share {
  readonly compile: number;
  readonly test: number;
}

/**
 * An agent's even part of the machine's limits, for tools that take no tokens of a job server and so can only be told a
 * number: test runners, package installers. An agent alone gets all there is.
 *
 * @param agents how many agents may be at work, this one included
 */
export function computeShare(
  limits: Pick<GateLimits, 'COMPILE_JOBS' | 'TEST_JOBS'>,
  agents: number,
): Share {
  const part = (limit: number): number => Math.max(1, Math.floor(limit / Math.max(1, agents)));
  return { compile: part(limits.COMPILE_JOBS), test: part(limits.TEST_JOBS) };
}
