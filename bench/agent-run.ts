import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Agent } from '../src/core/agent/agent.ts';
import { isLive } from '../src/core/agent/agent-status.ts';
import type { SpawnRequest } from '../src/core/agent/spawn/spawn-request.ts';
import { type Engine, openEngine } from '../src/core/engine.ts';
import { root } from '../tools/project.ts';

/**
 * Variables for a Lanekeeper, and caches, of the bench's own below `directory`, which is empty. What is fetched from a
 * registry once, cargo's crates, stays the user's.
 */
export function privately(directory: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // A container may have Python write no bytecode, so that it compiles all that it imports at every start. By itself it
    // keeps it; an empty value counts as none.
    PYTHONDONTWRITEBYTECODE: '',
    LANEKEEPER_HOME: path.join(directory, 'home'),
    SCCACHE_DIR: path.join(directory, 'sccache'),
    // A server of its own: the user's goes on with what it does. unix(7) allows a path of 108 bytes.
    SCCACHE_SERVER_UDS: path.join(directory, 's'),
    UV_CACHE_DIR: path.join(directory, 'uv'),
    PIP_CACHE_DIR: path.join(directory, 'pip'),
    PNPM_CONFIG_STORE_DIR: path.join(directory, 'pnpm'),
  };
}

/** Gives `work` an engine that is closed after it, with sccache's server. Agents run from `dist`, which must be built. */
export async function withEngine(
  environment: NodeJS.ProcessEnv,
  work: (engine: Engine) => Promise<void>,
  settings: object = {},
): Promise<void> {
  const engine = await openEngine({
    environment,
    configuration: { value: settings, source: 'the bench' },
    supervisor: { node: process.execPath, script: path.join(root, 'dist', 'cli.cjs') },
    onFault: (fault) => {
      throw fault;
    },
  });
  try {
    await work(engine);
  } finally {
    engine.dispose();
    try {
      execFileSync('sccache', ['--stop-server'], { env: environment, stdio: 'ignore' });
    } catch {
      // None was started.
    }
  }
}

/** Spawns agents at once and waits until all have ended. Throws, with the end of its log, if one was not done. */
export async function runAgents(
  engine: Engine,
  requests: readonly SpawnRequest[],
): Promise<Agent[]> {
  const spawned = await Promise.all(requests.map((request) => engine.spawn(request)));
  return ended(engine, spawned);
}

/** As `runAgents`, for agents that are there. */
export async function ended(
  engine: Engine,
  agents: readonly Pick<Agent, 'id'>[],
): Promise<Agent[]> {
  const events = new EventTarget();
  const subscription = engine.subscribe(() => events.dispatchEvent(new Event('change')));
  // The engine's own timers do not hold the process.
  const alive = setInterval(() => undefined, 1000);
  try {
    const now = (): Agent[] => agents.map(({ id }) => engine.findAgent(id));
    while (now().some(({ status }) => isLive(status))) await once(events, 'change');
    for (const { id, status, statusReason } of now()) {
      if (status === 'done') continue;
      const log = (await engine.readLogTail(id, 5000)).toString();
      throw new Error(`${id}: ${statusReason ?? status}\n${log}`);
    }
    return now();
  } finally {
    clearInterval(alive);
    subscription.dispose();
  }
}
