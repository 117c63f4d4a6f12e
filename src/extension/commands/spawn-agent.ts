import type { Agent } from '../../core/agent/agent.ts';
import type { SpawnArguments } from '../spawn/spawn-arguments.ts';
import { parseSpawnArguments } from '../spawn/spawn-arguments.ts';
import { askWhatToSpawn } from '../spawn/spawn-input.ts';
import { spawnShown, spawnWithConsent } from '../spawn/spawn-with-consent.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import type { Command, Window } from './command.ts';

/** Spawn Agent: asks step by step, or takes all from the argument of a script, and returns the agent. */
export const spawnAgent: Command = async (window, invocation) => {
  requireTrust();
  localFolders();
  const engine = await window.access.ready();
  if (invocation.from === 'script') {
    return spawn(window, parseSpawnArguments(invocation.argument));
  }
  const choices = await askWhatToSpawn(engine);
  return choices ? spawn(window, { ...choices, setup: 'ask' }) : undefined;
};

async function spawn(
  window: Window,
  { setup = 'agreed', ...choices }: SpawnArguments,
): Promise<Agent | undefined> {
  const request = { ...choices, workspace: choices.workspace ?? localFolders()[0].uri.fsPath };
  const agent =
    setup === 'ask'
      ? await spawnWithConsent(window, request)
      : await spawnShown(window, { ...request, setup });
  if (!agent) return undefined;
  if (agent.interactive) await window.terminals.start(agent);
  const engine = await window.access.ready();
  return engine.findAgent(agent.id);
}
