import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../process/identity.ts';
import { type Agent, isLive } from '../agent.ts';

/** How long the supervisor of an agent that has ended may take to go, and how often to look; ms. */
const leaveLimit = 5_000;
const pollInterval = 10;

/** A supervisor that has recorded the end of its agent needs a moment to end itself. */
export async function supervisorGone({ status, process: supervisor }: Agent): Promise<void> {
  if (isLive(status) || !supervisor) return;
  const deadline = performance.now() + leaveLimit;
  while (isAlive(supervisor) && performance.now() < deadline) await delay(pollInterval);
}
