import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { type ErrorCode, errorKinds, LanekeeperError } from '../../error.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { namespaceRoot } from '../namespace-root.ts';

const errorCodeSchema = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(errorKinds, value),
);

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('failed'),
    code: errorCodeSchema,
    message: z.string(),
    cure: z.string(),
  }),
]);

/** What a supervisor says, once, to the process that started it. */
export type SupervisorMessage = z.infer<typeof messageSchema>;

/**
 * Starts the agent's supervisor in a session of its own and returns once it has taken the agent over. Plainly spawned:
 * nothing of it is to be read, buffered or cleaned up by the process that starts it.
 *
 * @throws LanekeeperError supervisor-failed, or what the supervisor itself ran into
 */
export async function startSupervisor(context: EngineContext, agent: Agent): Promise<void> {
  const { node, script } = context.supervisor;
  const journal = path.join(namespaceRoot(agent), 'log', 'supervisor.log');
  const log = openSync(journal, 'a');
  const supervisor = spawn(
    node,
    [
      '--disable-warning=ExperimentalWarning',
      script,
      'supervise',
      agent.id,
      agent.uid,
      String(context.configuration.stopGraceMs),
    ],
    {
      // Not the checkout: a worktree that is some process's current directory cannot be removed on every system.
      cwd: namespaceRoot(agent),
      detached: true,
      env: {
        ...inheritedEnvironment(context.environment),
        LANEKEEPER_HOME: context.location.home,
        // Its own mark, also when an agent spawns another one: stopping the outer one must not take this along.
        LANEKEEPER_AGENT_UID: agent.uid,
        // In a desktop VS Code the only Node.js there is for certain is Electron's.
        ELECTRON_RUN_AS_NODE: '1',
      },
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  closeSync(log);
  try {
    const message = await firstMessage(supervisor);
    if (message?.type === 'ready') return;
    if (message) throw new LanekeeperError(message.code, message.message, message.cure);
    throw new LanekeeperError(
      'supervisor-failed',
      `The supervisor of agent "${agent.id}" ended before it took the agent over.`,
      `Its own log says why: ${journal}.`,
    );
  } finally {
    if (supervisor.connected) supervisor.disconnect();
    supervisor.unref();
  }
}

/** What the supervisor says first; null when it ends without a word. */
function firstMessage(supervisor: ChildProcess): Promise<SupervisorMessage | null> {
  return new Promise((resolve, reject) => {
    supervisor.once('message', (message) => {
      try {
        resolve(messageSchema.parse(message));
      } catch (fault) {
        reject(fault instanceof Error ? fault : new Error(String(fault)));
      }
    });
    supervisor.once('error', reject);
    supervisor.once('exit', () => {
      resolve(null);
    });
  });
}
