import type { SampleView } from '../../src/extension/dashboard/contract.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { AgentLine } from './sort.ts';

type AgentUse = SampleView['agents'][number];

/** Joins each agent with what it uses, the task it is at, and what it waits for. */
export function agentLines(state: DashboardState): AgentLine[] {
  const uses = byId(state.sample);
  const earlier = byId(state.earlierSample);
  const seconds = secondsBetween(state.earlierSample, state.sample);
  return state.agents.map((agent) => {
    const use = uses.get(agent.id);
    const before = earlier.get(agent.id);
    return {
      agent,
      task: state.tasks.find((task) => task.agent === agent.id)?.name ?? null,
      waits: state.contention.open.filter((contention) => contention.agent === agent.id).length,
      cpu: use?.cpu ?? null,
      memory: use?.memory ?? null,
      processes: use?.processes ?? null,
      io: use && before && seconds > 0 ? Math.max(0, moved(use) - moved(before)) / seconds : null,
      readBytes: use?.readBytes ?? null,
      writtenBytes: use?.writtenBytes ?? null,
    };
  });
}

function byId(sample: SampleView | null): Map<string, AgentUse> {
  return new Map(sample?.agents.map((agent) => [agent.id, agent]));
}

function moved(use: AgentUse): number {
  return use.readBytes + use.writtenBytes;
}

function secondsBetween(earlier: SampleView | null, later: SampleView | null): number {
  return earlier && later ? (Date.parse(later.time) - Date.parse(earlier.time)) / 1000 : 0;
}
