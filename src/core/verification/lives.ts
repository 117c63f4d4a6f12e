import type { Agent } from '../agent/agent.ts';
import type { Task } from '../task/task.ts';
import type { AuditedAgent } from './write-source.ts';

type Life = AuditedAgent['lives'][number];

/** An end is recorded after the last write; the clock that stamps files may be a tick off, and no more. ms. */
export const slack = 250;

/** When processes of an agent ran: from spawn to end, and while a `lanekeeper run` of it ran. Open ends are `Infinity`. */
export function livesOf(agent: Agent, tasks: readonly Task[]): Life[] {
  const runs = tasks.flatMap(({ startedAt, endedAt }) =>
    startedAt === null ? [] : [life(startedAt, endedAt)],
  );
  return [life(agent.createdAt, agent.endedAt), ...runs];
}

/** For how long an agent's own commands ran until now; ms. An interactive agent's command is its shell. */
export function workedMs(agent: Agent, tasks: readonly Task[]): number {
  const spans = agent.interactive
    ? [life(agent.createdAt, agent.endedAt)]
    : tasks.flatMap(({ startedAt, endedAt }) =>
        startedAt === null ? [] : [life(startedAt, endedAt)],
      );
  return spans.reduce(
    (sum, { from, until }) => sum + Math.min(until - slack, Date.now()) - from,
    0,
  );
}

export function auditedAgent(agent: Agent, tasks: readonly Task[]): AuditedAgent {
  return { uid: agent.uid, process: agent.process, lives: livesOf(agent, tasks) };
}

function life(from: string, until: string | null): Life {
  return {
    from: Date.parse(from),
    until: until === null ? Infinity : Date.parse(until) + slack,
  };
}
