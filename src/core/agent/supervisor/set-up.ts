import { setTimeout as delay } from 'node:timers/promises';
import { LanekeeperError } from '../../error.ts';
import { isAlive } from '../../process/identity.ts';
import { listTasks } from '../../task/registry.ts';
import { type Agent, isLive } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { reconcile } from '../reconcile.ts';
import { startSupervisor } from './start-supervisor.ts';
import { currentAgent, stopAgent } from '../end/stop.ts';
import { undoSpawn } from '../spawn/undo-spawn.ts';

const pollInterval = 25;

/** Starts the supervisor of an agent that needs one: interactive ones do while their checkout is to be set up. */
export async function bringUp(context: EngineContext, agent: Agent): Promise<void> {
  const waiting = listTasks(context.store, agent.id).some((task) => task.status === 'waiting');
  if (!agent.interactive || waiting) await startSupervisor(context, agent);
}

/**
 * Waits until the checkout of an interactive agent is set up, so that it can be given its terminal.
 *
 * @throws LanekeeperError setup-failed, after which the agent is there as failed with its log; interrupted, after which
 *   it is gone
 */
export async function setUp(
  context: EngineContext,
  agent: Agent,
  {
    signal,
    onProgress,
  }: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (message: string) => void;
  } = {},
): Promise<Agent> {
  const { store } = context;
  let step: string | null = null;
  for (;;) {
    const current = currentAgent(store, agent);
    if (!isLive(current.status)) throw setupFailed(current);
    if (current.process === null) return current;
    if (signal?.aborted) {
      await stopAgent(context, current);
      await undoSpawn(context, current);
      signal.throwIfAborted();
    }
    const running = listTasks(store, agent.id).find((task) => task.status === 'running');
    if (running && running.name !== step) onProgress?.(running.name);
    step = running?.name ?? step;
    // Its supervisor may be killed before it records anything.
    if (!isAlive(current.process)) await reconcile(store);
    await delay(pollInterval);
  }
}

function setupFailed(agent: Agent): LanekeeperError {
  return new LanekeeperError(
    'setup-failed',
    `Agent "${agent.id}" could not be started: ${agent.statusReason ?? 'its checkout was not set up.'}`,
    `Read its log (lanekeeper logs ${agent.id}), correct the step, and restart it, or spawn without steps: --no-setup.`,
  );
}
