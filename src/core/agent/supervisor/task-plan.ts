import path from 'node:path';
import type { PreparationStep } from '../../environment/ecosystem.ts';
import type { SetupStep } from '../../setup/step.ts';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';
import type { FollowUp } from '../type/agent-types.ts';
import { canDoWithout } from '../type/prepared.ts';
import type { TypeChoice } from '../type/choose-type.ts';
import { isMainTask, mainTaskName } from './main-task.ts';

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

/** What an agent runs, and what is done before. */
export interface TaskPlan {
  readonly choice: Pick<TypeChoice, 'directory' | 'class'>;
  /** What runs after its command. */
  readonly followUp: Pick<FollowUp, 'name' | 'command'> | null;
  /** The project's own steps. */
  readonly setup: readonly Omit<Task, 'id'>[];
  readonly steps: readonly PreparationStep[];
  /** What the user should know before its command, as sentences. */
  readonly notice: string | null;
  /**
   * When to start from another agent's namespace: `first`, before anything runs that would fill its own; `last`, when
   * that may mean to wait, which what prepares need not do.
   */
  readonly seed: 'first' | 'last' | 'never';
}

/**
 * The tasks of an agent in the order in which its supervisor runs them: the project's own steps, what prepares, then
 * its own command.
 */
export function planTasks(agent: Agent, plan: TaskPlan): Omit<Task, 'id'>[] {
  const { choice, followUp, setup, steps, notice, seed } = plan;
  const seeding = planSeeding(agent);
  const prepared = [
    ...(seed === 'first' ? [seeding] : []),
    ...setup,
    ...planPreparation(agent, steps),
    ...(seed === 'last' ? [seeding] : []),
  ];
  if (agent.interactive) return prepared;
  const main = {
    ...waiting,
    agent: agent.id,
    name: mainTaskName(agent),
    command: agent.command,
    directory: path.join(agent.path, choice.directory),
    class: choice.class,
    lock: null,
    unlessExists: null,
    reason: notice,
  };
  if (followUp === null) return [...prepared, main];
  const { name, command } = followUp;
  const last = { ...main, name, command: [...command], stage: 'follow-up' as const, reason: null };
  return [...prepared, main, last];
}

function planSeeding(agent: Pick<Agent, 'id' | 'path' | 'namespace'>): Omit<Task, 'id'> {
  return {
    ...waiting,
    agent: agent.id,
    name: 'Start from a warm namespace',
    command: ['seed', agent.namespace],
    directory: agent.path,
    class: 'io',
    lock: null,
    unlessExists: null,
    stage: 'seed',
    reason: null,
  };
}

function planPreparation(
  agent: Pick<Agent, 'id' | 'path' | 'interactive'>,
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
    ...(step.crates && { crates: step.crates }),
    ...(step.install && { install: step.install }),
    ...(step.stamp && { stamp: step.stamp }),
    ...(canDoWithout(agent) && { optional: true as const }),
    reason: [step.reason, step.warning].filter((text) => text !== null).join(' '),
  }));
}

/**
 * The plan of an agent that was given another namespace: the steps that prepare this one, and its own command as before.
 * They stand as stopped until a restart runs them. `past` are the tasks that they take the place of.
 */
export function planAgain(
  agent: Pick<Agent, 'id' | 'path' | 'interactive' | 'type' | 'command'>,
  tasks: readonly Task[],
  steps: readonly PreparationStep[],
): { readonly past: readonly Task[]; readonly tasks: readonly Omit<Task, 'id'>[] } {
  const past = tasks.filter(({ origin, stage }) => origin === 'spawn' && isOfType(stage));
  const main = past.findLast((task) => isMainTask(agent, task));
  const followUp = main && past.findLast(({ stage }) => stage === 'follow-up');
  const planned = { status: 'stopped', endedAt: new Date().toISOString() } as const;
  return {
    past,
    tasks: [
      ...planPreparation(agent, steps).map((task) => ({ ...task, ...planned })),
      ...[main, followUp].flatMap((task) =>
        task ? [{ ...task, ...waiting, ...planned, reason: null }] : [],
      ),
    ],
  };
}

/**
 * What a restart runs: the agent's own command once more, after the steps that prepare the projects as they are now, with a
 * notice for that command. What set up the checkout, and what seeded the namespace, is done once.
 */
export function replanTasks(
  agent: Pick<Agent, 'id' | 'path' | 'interactive' | 'type' | 'command'>,
  tasks: readonly Task[],
  steps: readonly PreparationStep[],
  notice: string | null,
): Omit<Task, 'id'>[] {
  const latest = new Map<string, Task>();
  for (const task of tasks) {
    if (task.origin === 'spawn') latest.set(task.name, task);
  }
  const before = [...latest.values()].filter(({ stage, status }) => {
    if (stage === 'seed') return status === 'stopped' || status === 'lost';
    return stage === 'setup' && status !== 'done';
  });
  const main = [...latest.values()].findLast((task) => isMainTask(agent, task));
  const followUp = [...latest.values()].find(({ stage }) => stage === 'follow-up');
  const own = [main, followUp].filter((task) => task !== undefined);
  const again = [...before, ...planPreparation(agent, steps), ...own];
  const told = main ?? again.at(-1);
  return again.map((task) => ({
    ...task,
    ...waiting,
    ...(task === told && notice !== null && { reason: notice }),
  }));
}

/** What prepares, the agent's own command, and what follows it. */
function isOfType(stage: Task['stage']): boolean {
  return stage === undefined || stage === 'follow-up';
}
