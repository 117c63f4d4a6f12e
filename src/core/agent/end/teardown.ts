import { existsSync } from 'node:fs';
import { clean } from '../../artifact/clean.ts';
import { LanekeeperError } from '../../error.ts';
import { isAgreed } from '../../setup/consent.ts';
import { insertTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { planSteps } from '../supervisor/task-plan.ts';
import { openOutput, runTask } from '../supervisor/task-run.ts';

/** What became of one teardown step. */
export interface TeardownResult {
  readonly name: string;
  /** `planned` in a dry run; `skipped` steps were not run at all. */
  readonly result: 'done' | 'failed' | 'skipped' | 'planned';
  /** Why, as a sentence; null when it is done. */
  readonly reason: string | null;
}

export interface TeardownOptions {
  readonly dryRun: boolean;
  /** Whether a process will have ended before, for a dry run. */
  readonly isLeaving?: ((pid: number) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the steps that the project wants run before an agent's checkout goes. Whatever becomes of them is told and does
 * not stop the clean-up; only `signal` does. None run while the worktree has to stay, since the agent stays with it.
 *
 * @throws LanekeeperError interrupted
 */
export async function tearDown(
  context: EngineContext,
  agent: Agent,
  { dryRun, isLeaving, signal }: TeardownOptions,
): Promise<TeardownResult[]> {
  const { store, configuration } = context;
  const { setup } = agent;
  if (!setup || setup.teardown.length === 0) return [];
  const all = (result: 'skipped' | 'planned', reason: string): TeardownResult[] =>
    setup.teardown.map(({ name }) => ({ name, result, reason }));
  const obstacle = await obstacleTo(context, agent, setup, isLeaving);
  if (obstacle !== null) return all('skipped', obstacle);
  if (dryRun) return all('planned', 'It will run before the checkout goes.');
  const limit = configuration.setup.teardownTimeoutSeconds;
  const planned = planSteps(agent, setup.root, 'teardown', setup.teardown, limit);
  const tasks = await store.write((transaction) =>
    planned.map((task) => insertTask(transaction, task)),
  );
  return runAll(context, agent, tasks, signal ?? new AbortController().signal);
}

/** Why none of them may run, as a sentence, or null. */
async function obstacleTo(
  { store, location }: EngineContext,
  agent: Agent,
  setup: NonNullable<Agent['setup']>,
  isLeaving: TeardownOptions['isLeaving'],
): Promise<string | null> {
  const missing = [setup.root, ...agent.roots.filter(({ kind }) => kind !== 'worktree')]
    .map((root) => (typeof root === 'string' ? root : root.path))
    .find((root) => !existsSync(root));
  if (missing !== undefined) return `${missing} is gone.`;
  if (!agent.roots.some(({ kind }) => kind === 'namespace')) return 'Its namespace is gone.';
  if (!isAgreed(store, agent.workspace, setup)) return 'The agreement to it was taken back.';
  const { id, uid } = agent;
  const roots = agent.roots.filter(({ kind }) => kind === 'worktree');
  const { kept } = await clean({ agent: id, uid, roots, location, dryRun: true, isLeaving });
  const [first] = kept;
  return first ? `Its worktree stays: ${first.reason}.` : null;
}

async function runAll(
  { store, environment, configuration, supervisor }: EngineContext,
  agent: Agent,
  tasks: readonly Task[],
  stop: AbortSignal,
): Promise<TeardownResult[]> {
  const results: TeardownResult[] = [];
  const onFault = (fault: unknown) => {
    results.push({ name: 'output', result: 'failed', reason: String(fault) });
  };
  const { stopGraceMs: graceMs } = configuration;
  const options = { environment, supervisor, graceMs, stop, onFault };
  const output = openOutput(store, agent, options);
  try {
    for (const task of tasks) {
      const reason = await failureOf(
        () => runTask(store, agent, task, output, options),
        task,
        stop,
      );
      results.push({
        name: task.name.replace(/^Teardown: /, ''),
        result: reason === null ? 'done' : 'failed',
        reason,
      });
    }
    return results;
  } finally {
    await output.close();
  }
}

/** Why a step failed, as a sentence, or null. */
async function failureOf(
  run: () => ReturnType<typeof runTask>,
  { limitSeconds = 0 }: Task,
  stop: AbortSignal,
): Promise<string | null> {
  try {
    const { exitCode, signal, reason } = await run();
    switch (reason) {
      case 'exited':
        return exitCode === 0 ? null : `It failed with exit code ${String(exitCode)}.`;
      case 'signalled':
        return `It was ended by ${signal ?? 'a signal'}.`;
      case 'timed-out':
        return `It took longer than the ${String(limitSeconds)} s that it may take.`;
      case 'stopped':
        throw interrupted();
    }
  } catch (thrown) {
    if (stop.aborted) throw interrupted();
    // Such as a program that there is not.
    if (thrown instanceof LanekeeperError) return thrown.message;
    throw thrown;
  }
}

function interrupted(): LanekeeperError {
  return new LanekeeperError(
    'interrupted',
    'Clean-up was interrupted while a teardown step ran; nothing was removed.',
    'Clean the agent again.',
  );
}
