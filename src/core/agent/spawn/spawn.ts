import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { LanekeeperError } from '../../error.ts';
import { errorCode } from '../../process/error-code.ts';
import { currentIdentity } from '../../process/identity.ts';
import type { Agent } from '../agent.ts';
import { generateAgentId, parseAgentId } from '../agent-id.ts';
import { parseAgentName } from '../agent-name.ts';
import { chooseAgentType } from '../type/choose-type.ts';
import { parseCapabilities } from '../capabilities.ts';
import type { EngineContext } from '../context.ts';
import { furnish } from './furnish.ts';
import { insertAgent, readAgent } from '../registry.ts';
import { planCheckout, requireUnoccupied } from './checkout-plan.ts';
import { bringUp, setUp } from '../supervisor/set-up.ts';
import { permittedSetup } from './permitted-setup.ts';
import { currentAgent } from '../end/stop.ts';
import type { SpawnRequest } from './spawn-request.ts';
import { undoSpawn } from './undo-spawn.ts';

/**
 * Makes an agent: reserves its id, makes its directories and checkout, computes its environment, and starts its
 * supervisor. An interactive agent stays `starting` until its terminal is attached. Whatever fails or is cancelled on
 * the way is undone.
 *
 * @throws LanekeeperError workspace-missing, agent-id-invalid, agent-id-taken, agent-type-unknown, toolchain-missing,
 *   checkout-failed, setup-not-agreed, configuration-invalid, input-too-large, ports-exhausted, namespace-unreadable,
 *   not-writable, disk-full, supervisor-failed, interrupted; setup-failed for an interactive agent, which stays so that
 *   its log can be read
 */
export async function spawnAgent(context: EngineContext, request: SpawnRequest): Promise<Agent> {
  const { store } = context;
  const workspace = await existingDirectory(request.workspace);
  const id =
    request.id === undefined
      ? generateAgentId((candidate) => readAgent(store, candidate) !== null)
      : parseAgentId(request.id);
  request.onProgress?.('Looking at the project');
  const choice = await chooseAgentType(context, { ...request, workspace });
  const plan = await planCheckout(context, { ...request, workspace });
  const setup = await permittedSetup(context, workspace, plan.origin, request);
  const reserved: Agent = {
    id,
    uid: randomUUID(),
    name: parseAgentName(request.name ?? '') || id,
    type: choice.type,
    interactive: choice.interactive,
    status: 'starting',
    statusReason: null,
    checkout: plan.checkout,
    workspace,
    path: plan.existing?.path ?? workspace,
    ...(plan.existing && { adopted: true }),
    capabilities: parseCapabilities(request.capabilities ?? []),
    ecosystems: [...choice.ecosystems],
    namespace: '',
    drift: [],
    roots: [],
    command: [...choice.command],
    environment: {},
    ports: [],
    process: null,
    spawner: currentIdentity(),
    exitCode: null,
    createdAt: new Date().toISOString(),
    endedAt: null,
  };
  await store.write((transaction) => {
    requireUnoccupied(transaction, plan);
    // The time is taken in here, so that of two agents the later one sees the earlier: one waits for those before it.
    insertAgent(transaction, { ...reserved, createdAt: new Date().toISOString() });
  });
  try {
    const agent = await furnish(context, reserved, { choice, plan, setup }, request);
    request.signal?.throwIfAborted();
    await bringUp(context, agent);
  } catch (fault) {
    await undoSpawn(context, reserved);
    throw fault;
  }
  return reserved.interactive ? setUp(context, reserved, request) : currentAgent(store, reserved);
}

/** The real path, so that one folder is one workspace however it was reached. */
async function existingDirectory(directory: string): Promise<string> {
  try {
    const real = await realpath(directory);
    if ((await stat(real)).isDirectory()) return real;
  } catch (fault) {
    if (errorCode(fault) !== 'ENOENT' && errorCode(fault) !== 'ENOTDIR') throw fault;
  }
  throw new LanekeeperError(
    'workspace-missing',
    `There is no folder ${directory}.`,
    'Run this in a folder that exists, or open one in VS Code.',
  );
}
