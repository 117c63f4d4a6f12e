import { setTimeout as delay } from 'node:timers/promises';
import { LanekeeperError } from '../../error.ts';
import { isAlive, type ProcessIdentity } from '../../process/identity.ts';
import { signalProcess } from '../../process/signal.ts';
import { stopTree } from '../../process/stop-tree.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import { type Agent, isLive } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { recordEnding } from './ending.ts';
import { agentNotFound, readAgent } from '../registry.ts';
import { supervisorGone } from '../supervisor/supervisor-gone.ts';

/** How often to look whether a supervisor is done stopping its agent; ms. */
const pollInterval = 25;

/**
 * Stops an agent with all its processes, also those that left its tree, and returns it as it then is. Its supervisor
 * does the stopping where it is alive, so that it can record how the commands ended; what is left is stopped from here.
 *
 * @throws LanekeeperError agent-busy while it is being made; agent-not-running; process-not-owned when some process
 *   could not be stopped
 */
export async function stopAgent(
  { store, configuration: { stopGraceMs: graceMs } }: EngineContext,
  agent: Agent,
): Promise<Agent> {
  requireMade(agent);
  // One that has just recorded the end is no process that a stop is about.
  await supervisorGone(agent);
  if (agent.process && isLive(agent.status) && isSupervised(store, agent)) {
    await askSupervisor(agent.process, graceMs);
  }
  const { stopped, survivors } = await stopTree({
    uid: agent.uid,
    root: isLive(agent.status) ? agent.process : null,
    graceMs,
  });
  if (survivors.length > 0) {
    throw new LanekeeperError(
      'process-not-owned',
      `Some processes of agent "${agent.id}" could not be stopped: pid ${survivors.join(', ')}.`,
      'They run as another user or hang in the kernel; stop them by hand.',
    );
  }
  if (!isLive(agent.status) && stopped.length === 0) {
    throw new LanekeeperError(
      'agent-not-running',
      `Agent "${agent.id}" does not run: it is ${agent.status}.`,
      `Restart it, or remove it with "lanekeeper clean ${agent.id}".`,
    );
  }
  await store.write(
    (transaction) =>
      recordEnding(transaction, agent, {
        status: 'stopped',
        reason: 'Stopped on request.',
        exitCode: null,
      }),
    { fromReserve: true },
  );
  return currentAgent(store, agent);
}

/** @throws LanekeeperError agent-busy while somebody is making the agent */
export function requireMade({ id, status, spawner }: Agent): void {
  if (status !== 'starting' || !spawner || !isAlive(spawner)) return;
  throw new LanekeeperError(
    'agent-busy',
    `Agent "${id}" is still being prepared by process ${String(spawner.pid)}.`,
    'Cancel it where it was spawned, or wait until it runs.',
  );
}

/** Interactive agents have a supervisor only while the steps run that set up their checkout. */
function isSupervised(store: Store, agent: Agent): boolean {
  if (!agent.interactive) return true;
  const tasks = listTasks(store, agent.id);
  return tasks.some((task) => task.origin === 'spawn' && task.endedAt === null);
}

/** Asks a supervisor to stop its agent and gives it the time that its three signals may take, and some to record it. */
async function askSupervisor(supervisor: ProcessIdentity, graceMs: number): Promise<void> {
  if (!signalProcess(supervisor, 'SIGTERM')) return;
  const deadline = performance.now() + 2 * graceMs + 5_000;
  while (isAlive(supervisor) && performance.now() < deadline) await delay(pollInterval);
}

/** @throws LanekeeperError agent-not-found when it was removed meanwhile */
export function currentAgent(store: Store, agent: Pick<Agent, 'id' | 'uid'>): Agent {
  const current = readAgent(store, agent.id);
  if (current?.uid !== agent.uid) throw agentNotFound(agent.id);
  return current;
}
