import { inheritedEnvironment } from '../environment/inherit.ts';
import { LanekeeperError } from '../error.ts';
import { currentIdentity } from '../process/identity.ts';
import { insertTask, listTasks } from '../task/registry.ts';
import { type Agent, isLive } from './agent.ts';
import { startCompilerCache } from './build/compiler-cache.ts';
import type { EngineContext } from './context.ts';
import { recordEnding } from './end/ending.ts';
import { keepBuild, withBuildNote } from './build/keep-build.ts';
import { currentSteps } from './type/prepared.ts';
import { agentNotFound, readAgent, updateAgent } from './registry.ts';
import { bringUp, setUp } from './supervisor/set-up.ts';
import { currentAgent } from './end/stop.ts';
import { replanTasks } from './supervisor/task-plan.ts';

/**
 * Runs an agent that has ended once more, in the same namespace, checkout and environment. What its projects need is looked
 * up anew; what has not changed since is not installed again.
 *
 * @throws LanekeeperError agent-running, supervisor-failed, workspace-missing, lockfile-conflicted
 */
export async function restartAgent(context: EngineContext, agent: Agent): Promise<Agent> {
  const { store } = context;
  const build = await keepBuild(context, agent);
  const { variables, warning } = await startCompilerCache(
    build.environment,
    inheritedEnvironment(context.environment),
    context.configuration,
  );
  const steps = await currentSteps(context, agent);
  const restarted = await store.write((transaction) => {
    const current = readAgent(transaction, agent.id);
    if (current?.uid !== agent.uid) throw agentNotFound(agent.id);
    if (isLive(current.status)) throw stillRunning(current);
    const notice = [build.notice, warning].filter((text) => text !== null).join(' ') || null;
    const tasks = replanTasks(agent, listTasks(transaction, agent.id), steps, notice);
    for (const task of tasks) insertTask(transaction, task);
    return updateAgent(transaction, agent, ({ notes = [] }) => ({
      status: 'starting',
      ...(build.notice !== null && { notes: withBuildNote(notes, build.notice) }),
      environment: { ...variables },
      statusReason: null,
      process: null,
      spawner: currentIdentity(),
      exitCode: null,
      endedAt: null,
    }));
  });
  if (!restarted) throw agentNotFound(agent.id);
  try {
    await bringUp(context, restarted);
  } catch (fault) {
    await store.write((transaction) =>
      recordEnding(transaction, agent, {
        status: 'failed',
        reason: fault instanceof Error ? fault.message : String(fault),
        exitCode: null,
      }),
    );
    throw fault;
  }
  return restarted.interactive ? setUp(context, restarted) : currentAgent(store, agent);
}

function stillRunning(agent: Agent): LanekeeperError {
  return new LanekeeperError(
    'agent-running',
    `Agent "${agent.id}" is ${agent.status}.`,
    'Stop it before you restart it.',
  );
}
