import { z } from 'zod';
import type { Agent } from '../../agent/agent.ts';
import { capabilitiesOf } from '../../agent/capabilities.ts';
import { listAgents } from '../../agent/registry.ts';
import { LanekeeperError } from '../../error.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import type { Store } from '../../store/store.ts';
import type { TaskNeeds } from '../declaration/declaration.ts';
import type { TaskGraph } from '../graph/graph.ts';
import { type AgentState, matchAgent } from '../scheduler/match-agent.ts';
import { listTasks } from '../registry.ts';

/**
 * In whose contract a graph is run where nobody was named: of the agents of the checkout that can do all of it, the one
 * that ran tasks here last. Where no task needs a capability it is who was named; null is the user's own environment.
 *
 * @throws LanekeeperError capability-missing
 */
export function chooseAgent(
  store: Pick<Store, 'all'>,
  checkout: string,
  graph: TaskGraph,
  named: Agent | null,
): Agent | null {
  const capabilities = [
    ...new Set([...graph.tasks.values()].flatMap(({ needs }) => needs.capabilities)),
  ].sort();
  if (capabilities.length === 0) return named;
  const agents = named ? [named] : listAgents(store).filter(({ path }) => path === checkout);
  const needs: TaskNeeds = { memoryBytes: null, cores: 1, capabilities, gpu: false };
  const lastRuns = readLastRuns(store, checkout);
  const states = agents.map((agent) => stateOf(store, agent));
  const match = matchAgent(needs, states, (namespace) => {
    const agent = agents.find((each) => each.namespace === namespace);
    return agent === undefined ? null : (lastRuns.get(agent.id) ?? null);
  });
  if (match.kind === 'matched') return agents.find(({ id }) => id === match.agent.id) ?? null;
  throw new LanekeeperError(
    'capability-missing',
    match.reason,
    `Give an agent what is needed: lanekeeper spawn ${capabilities.map((each) => `--capability ${each}`).join(' ')}.`,
  );
}

/** What the scheduler knows of an agent: it may use all of the machine that others leave. */
function stateOf(store: Pick<Store, 'all'>, agent: Agent): AgentState {
  const running = listTasks(store, agent.id).filter(({ status }) => status === 'running');
  return {
    id: agent.id,
    namespace: agent.namespace,
    resources: readMachineLimits(),
    capabilities: capabilitiesOf(agent),
    activeTasks: running.map(({ name }) => name),
  };
}

const runRow = z.object({ agent: z.string(), last: z.number() });

/** When each agent last began to run tasks of a checkout; ms since the epoch. */
function readLastRuns(store: Pick<Store, 'all'>, checkout: string): Map<string, number> {
  const rows = store.all(
    `SELECT document ->> 'agent' AS agent, max(unixepoch(document ->> 'startedAt', 'subsec')) AS last
     FROM task_runs WHERE checkout = ? AND document ->> 'agent' IS NOT NULL GROUP BY 1`,
    checkout,
  );
  return new Map(
    rows.map((row) => {
      const { agent, last } = runRow.parse(row);
      return [agent, last * 1000];
    }),
  );
}
