import type { Agent } from '../../agent/agent.ts';
import { readUsage } from '../../metrics/stored-usage.ts';
import { countOf, formatBytes, formatCores } from '../../quantities.ts';
import { computeGates, gateClasses, gateNames } from '../../resource/gates.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';

const window = 60 * 60_000;

/** Samples that a verdict takes; one is stored every 10 s. */
const fewestSamples = 2;

/** Share of memory over which the machine begins to swap what agents need. */
const mostMemory = 0.9;

/** Together agents used what the machine has and no more: processors, memory, and tasks of each class against its gate. */
export const utilisation: Check = {
  id: 'runtime.utilisation',
  stage: 'runtime',
  run({ engine: { store, configuration }, everyone }) {
    const machine = readMachineLimits();
    const since = Date.now() - window;
    const together = usageTogether(store, everyone, since);
    const findings: Finding[] = [];
    if (together.samples >= fewestSamples) {
      const { peakCpu, meanCpu, peakMemory, samples } = together;
      findings.push({
        result: peakMemory > mostMemory * machine.memoryBytes ? 'fail' : 'pass',
        evidence: `In ${countOf(samples, 'sample')} of the last hour agents together used ${formatCores(meanCpu)} of ${formatCores(machine.cores)} cores on average and ${formatCores(peakCpu)} at most, and up to ${formatBytes(peakMemory)} of ${formatBytes(machine.memoryBytes)} memory.`,
        cure: 'Lower the gate for linkers (lanekeeper.gates), or run fewer agents at a time.',
      });
    }
    const limits = computeGates(machine, configuration.gates);
    const tasks = listTasks(store).filter(
      ({ startedAt, endedAt }) =>
        startedAt !== null && (endedAt === null || Date.parse(endedAt) >= since),
    );
    for (const name of gateNames) {
      const most = mostAtOnce(tasks, gateClasses[name]);
      if (most === 0) continue;
      findings.push({
        result: most > limits[name] ? 'fail' : 'pass',
        evidence: `At most ${countOf(most, 'task')} of class ${gateClasses[name]} ran at once; the gate is ${String(limits[name])}.`,
        cure: 'Run fewer agents at a time, or raise the gate with lanekeeper.gates if the machine bears more.',
      });
    }
    return Promise.resolve(
      verdictOf(findings, 'What agents use was not sampled twice in the last hour.'),
    );
  },
};

function usageTogether(store: Store, agents: readonly Agent[], since: number) {
  const byTime = new Map<string, { cpu: number; memory: number }>();
  for (const { id } of agents) {
    for (const { time, cpu, memory } of readUsage(store, id, since).samples) {
      const at = byTime.get(time) ?? { cpu: 0, memory: 0 };
      byTime.set(time, { cpu: at.cpu + cpu, memory: at.memory + memory });
    }
  }
  const all = [...byTime.values()];
  return {
    samples: all.length,
    peakCpu: Math.max(0, ...all.map(({ cpu }) => cpu)),
    meanCpu: all.reduce((total, { cpu }) => total + cpu, 0) / Math.max(1, all.length),
    peakMemory: Math.max(0, ...all.map(({ memory }) => memory)),
  };
}

/** How many tasks of a class ran at one moment, at most. */
export function mostAtOnce(
  tasks: readonly Pick<Task, 'class' | 'startedAt' | 'endedAt'>[],
  of: ResourceClass,
): number {
  const changes = tasks
    .filter((task) => task.class === of && task.startedAt !== null)
    .flatMap(({ startedAt, endedAt }) => [
      { time: Date.parse(startedAt ?? ''), by: 1 },
      { time: endedAt === null ? Infinity : Date.parse(endedAt), by: -1 },
    ])
    // One that ends as another starts makes room for it.
    .sort((one, other) => one.time - other.time || one.by - other.by);
  let running = 0;
  let most = 0;
  for (const { by } of changes) {
    running += by;
    most = Math.max(most, running);
  }
  return most;
}
