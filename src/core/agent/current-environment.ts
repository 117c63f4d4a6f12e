import { z } from 'zod';
import { withShare } from '../environment/limit-variables.ts';
import { computeGates, type GateLimits } from '../resource/gates.ts';
import { computeShare, type Share } from '../resource/share.ts';
import type { Store } from '../store/store.ts';
import type { Agent } from './agent.ts';
import { listLiveAgents } from './registry.ts';

type Reader = Pick<Store, 'all'>;

/** The agent's contract with its share of the machine as it is now: agents come and go while it lives. */
export function currentEnvironment(
  store: Reader,
  agent: Pick<Agent, 'uid' | 'environment'>,
): Record<string, string> {
  return withShare(agent.environment, shareOf(store, agent, gatesOf(agent)));
}

/** The agent's part among the agents that may be at work: those that live, but for shells in which nothing runs. */
export function shareOf(store: Reader, { uid }: Pick<Agent, 'uid'>, gates: GateLimits): Share {
  const others = listLiveAgents(store).filter(
    (agent) => agent.uid !== uid && agent.status !== 'idle',
  );
  return computeShare(gates, others.length + 1);
}

const gate = z.coerce.number().int().min(1);
const gatesSchema = z.object({
  COMPILE_JOBS: gate,
  LINK_JOBS: gate,
  TEST_JOBS: gate,
  IO_JOBS: gate.exactOptional(),
  FETCH_JOBS: gate.exactOptional(),
});

/** The gates that the agent was given, user's settings included. */
export function gatesOf({ environment }: Pick<Agent, 'environment'>): GateLimits {
  const known = gatesSchema.safeParse(environment);
  return { ...computeGates(), ...(known.success && known.data) };
}
