import type { Agent } from '../../agent/agent.ts';
import { countOf, formatDuration } from '../../quantities.ts';
import { listTasks } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';

/** Earlier runs that a comparison takes. */
const fewestEarlier = 3;

/** How much longer than the median of the earlier runs is a regression: as a factor, and at least so many seconds. */
const slower = { factor: 2, seconds: 5 };

interface Timed {
  readonly task: Task;
  readonly agent: Agent;
  readonly seconds: number;
}

/** Every task's time is recorded, and none has become much slower than it was. */
export const taskTimes: Check = {
  id: 'runtime.task-times',
  stage: 'runtime',
  run({ engine: { store }, agents, everyone }) {
    const asked = new Set(agents.map(({ id }) => id));
    const byId = new Map(everyone.map((agent) => [agent.id, agent]));
    const ended = listTasks(store).filter(
      ({ status }) => status !== 'waiting' && status !== 'running',
    );
    const timed = ended.flatMap((task): Timed[] => {
      const agent = byId.get(task.agent);
      const { startedAt, endedAt } = task;
      if (!agent || startedAt === null || endedAt === null) return [];
      return [{ task, agent, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 }];
    });
    const own = timed.filter(({ agent }) => asked.has(agent.id));
    // What was found done already has never started.
    const unlogged = ended.filter(
      ({ agent, startedAt, endedAt, exitCode }) =>
        asked.has(agent) && exitCode !== null && (startedAt === null || endedAt === null),
    );
    const failures = [
      ...unlogged.map(({ agent, name }) => ({
        result: 'fail' as const,
        evidence: `"${name}" of ${agent} ended, and when it began or ended was not recorded.`,
        cure: 'Please report this with the log.',
      })),
      ...regressions(timed)
        .filter(({ agent }) => asked.has(agent))
        .map(({ finding }) => finding),
    ];
    if (failures.length > 0) return Promise.resolve(verdictOf(failures, ''));
    const slowest = own
      .toSorted((one, other) => other.seconds - one.seconds)
      .slice(0, 3)
      .map(
        ({ task, agent, seconds }) => `${task.name} of ${agent.id} (${formatDuration(seconds)})`,
      );
    const evidence = `The times of ${countOf(own.length, 'task')} are recorded; slowest: ${slowest.join(', ')}. None took twice as long as the same did before.`;
    return Promise.resolve(
      verdictOf(own.length === 0 ? [] : [{ result: 'pass', evidence }], 'No task has ended yet.'),
    );
  },
};

/** The last successful run of each command in each workspace, held against those before it. */
function regressions(timed: readonly Timed[]): { agent: string; finding: Finding }[] {
  const successes = timed.filter(({ task }) => task.status === 'done');
  return [...Map.groupBy(successes, keyOf).values()].flatMap((runs) => {
    const last = runs.at(-1);
    const earlier = runs.slice(0, -1).map(({ seconds }) => seconds);
    if (!last || earlier.length < fewestEarlier) return [];
    const usual = median(earlier);
    const { agent, task, seconds } = last;
    if (seconds < slower.factor * usual || seconds - usual < slower.seconds) return [];
    return [
      {
        agent: agent.id,
        finding: {
          result: 'fail' as const,
          evidence: `"${task.name}" of ${agent.id} took ${formatDuration(seconds)}; the median of the ${String(earlier.length)} runs before is ${formatDuration(usual)}.`,
          cure: `See what it waited for and missed at that time: lanekeeper show ${agent.id}, lanekeeper contention.`,
        },
      },
    ];
  });
}

function keyOf({ agent, task }: Timed): string {
  return JSON.stringify([agent.workspace, task.stage ?? '', task.command]);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
