import path from 'node:path';
import type { PreparationStep } from '../environment/ecosystem.ts';
import type { SetupStep } from '../setup/step.ts';
import type { Task } from '../task/task.ts';
import type { Agent } from './agent.ts';
import type { TypeChoice } from './choose-type.ts';

const waiting = {
  origin: 'spawn',
  status: 'waiting',
  process: null,
  exitCode: null,
  startedAt: null,
  endedAt: null,
} as const;

/** The project's own steps as tasks; `root` is the top of the checkout. */
export function planSteps(
  agent: Pick<Agent, 'id'>,
  root: string,
  stage: 'setup' | 'teardown',
  steps: readonly SetupStep[],
  limitSeconds: number,
): Omit<Task, 'id'>[] {
  return steps.map((step) => ({
    ...waiting,
    // A restart has nothing to tear down.
    origin: stage === 'setup' ? 'spawn' : 'run',
    agent: agent.id,
    name: `${stage === 'setup' ? 'Setup' : 'Teardown'}: ${step.name}`,
    command: [...step.command],
    directory: path.join(root, step.directory),
    class: null,
    lock: null,
    unlessExists: null,
    stage,
    limitSeconds: step.timeoutSeconds ?? limitSeconds,
    reason: null,
  }));
}

/**
 * The tasks of an agent in the order in which its supervisor runs them: what prepares, then its own command. `notice` is
 * what the user should know before that one, as sentences.
 */
export function planTasks(
  agent: Agent,
  choice: Pick<TypeChoice, 'directory' | 'class'>,
  steps: readonly PreparationStep[],
  notice: string | null,
): Omit<Task, 'id'>[] {
  const prepared = planPreparation(agent, steps);
  if (agent.interactive) return prepared;
  return [
    ...prepared,
    {
      ...waiting,
      agent: agent.id,
      name: agent.type,
      command: agent.command,
      directory: path.join(agent.path, choice.directory),
      class: choice.class,
      lock: null,
      unlessExists: null,
      reason: notice,
    },
  ];
}

function planPreparation(
  agent: Pick<Agent, 'id' | 'path'>,
  steps: readonly PreparationStep[],
): Omit<Task, 'id'>[] {
  return steps.map((step) => ({
    ...waiting,
    agent: agent.id,
    name: step.name,
    command: [...step.command],
    directory: path.join(agent.path, step.directory),
    class: step.class,
    lock: step.lock,
    unlessExists: step.unlessExists,
    reason: [step.reason, step.warning].filter((text) => text !== null).join(' '),
  }));
}

/**
 * The plan of an agent that was given another namespace: the steps that prepare this one, and its own command as before.
 * They stand as stopped until a restart runs them. `past` are the tasks that they take the place of.
 */
export function planAgain(
  agent: Pick<Agent, 'id' | 'path' | 'interactive' | 'type'>,
  tasks: readonly Task[],
  steps: readonly PreparationStep[],
): { readonly past: readonly Task[]; readonly tasks: readonly Omit<Task, 'id'>[] } {
  const past = tasks.filter(({ origin, stage }) => origin === 'spawn' && stage === undefined);
  const main = agent.interactive ? undefined : past.findLast(({ name }) => name === agent.type);
  const planned = { status: 'stopped', endedAt: new Date().toISOString() } as const;
  return {
    past,
    tasks: [
      ...planPreparation(agent, steps).map((task) => ({ ...task, ...planned })),
      ...(main ? [{ ...main, ...waiting, ...planned, reason: null }] : []),
    ],
  };
}

/**
 * The same tasks once more, for a restart: the last run of each, with a notice for the last of them. What set up the
 * checkout is done once.
 */
export function replanTasks(tasks: readonly Task[], notice: string | null): Omit<Task, 'id'>[] {
  const latest = new Map<string, Task>();
  for (const task of tasks) {
    if (task.origin === 'spawn') latest.set(task.name, task);
  }
  const again = [...latest.values()].filter(
    (task) => task.stage === undefined || (task.stage === 'setup' && task.status !== 'done'),
  );
  return again.map((task, index) => ({
    ...task,
    ...waiting,
    ...(index === again.length - 1 && notice !== null && { reason: notice }),
  }));
}
