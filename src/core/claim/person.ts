import { userInfo } from 'node:os';
import type { ClaimOwner } from './claim.ts';

/** Who claims paths for themselves, outside of all agents, by the name of their account. */
export function thisPerson(): ClaimOwner {
  return { kind: 'person', name: userInfo().username };
}
