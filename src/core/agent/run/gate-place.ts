import { classGates, type GateLimits } from '../../resource/gates.ts';
import { acquireLease, type Lease, type WaitOptions } from '../../resource/pool/acquire.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { Store } from '../../store/store.ts';
import type { Agent } from '../agent.ts';

export interface Placed {
  readonly class: ResourceClass | null;
  /** Program and arguments, or whatever tells it apart for others who wait. */
  readonly purpose: string;
  /** Where it works, absolute. */
  readonly directory: string;
}

/**
 * The place that a command of an agent takes at the gate of its class, as soon as there is one; null for a command of
 * no class, which waits for nobody.
 *
 * @throws LanekeeperError interrupted
 */
export async function takePlace(
  { store, limits }: { readonly store: Store; readonly limits: GateLimits },
  agent: Pick<Agent, 'id'>,
  { class: resource, purpose, directory }: Placed,
  options: WaitOptions,
): Promise<Lease | null> {
  if (resource === null) return null;
  const gate = classGates[resource];
  return acquireLease({ store, limits }, { gate, agent: agent.id, purpose, directory }, options);
}
