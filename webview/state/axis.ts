import { chartWindowSeconds } from '../../src/extension/dashboard/contract.ts';

/** What was measured for a moment only fills a part of the chart that can be seen, and does not huddle at its end; seconds. */
const leastWindowSeconds = 120;

/** Where the time axis of a chart begins: at the first reading, within bounds. Times in seconds since the epoch. */
export function startOfAxis(first: number, to: number): number {
  return Math.max(to - chartWindowSeconds, Math.min(first, to - leastWindowSeconds));
}
