import { window as editor } from 'vscode';
import type { Agent } from '../../core/agent/agent.ts';
import type { SpawnArguments } from '../spawn/spawn-arguments.ts';
import { abortSignal } from '../abort-signal.ts';
import { viewIds } from '../contributions/views.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import type { Command, Window } from './command.ts';

/** Spawn Agent: asks step by step, or takes all from the argument of a script, and returns the agent. */
export const spawnAgent: Command = async (window, invocation) => {
  requireTrust();
  localFolders();
  const engine = await window.access.ready();
  if (invocation.from === 'script') {
    const { parseSpawnArguments } = await import('../spawn/spawn-arguments.ts');
    return spawn(window, parseSpawnArguments(invocation.argument));
  }
  const { askWhatToSpawn } = await import('../spawn/spawn-input.ts');
  const choices = await askWhatToSpawn(engine);
  return choices ? spawn(window, choices) : undefined;
};

async function spawn(window: Window, choices: SpawnArguments): Promise<Agent> {
  const engine = await window.access.ready();
  const workspace = choices.workspace ?? localFolders()[0].uri.fsPath;
  const agent = await editor.withProgress(
    { location: { viewId: viewIds.agents }, title: 'Spawning an agent' },
    async (progress, token) => {
      const { signal, dispose } = abortSignal(token);
      try {
        return await engine.spawn({
          ...choices,
          workspace,
          signal,
          onProgress: (message) => {
            progress.report({ message });
          },
        });
      } finally {
        dispose();
      }
    },
  );
  window.log.info(`Spawned agent ${agent.id} of type ${agent.type}.`);
  if (agent.interactive) await window.terminals.start(agent);
  return engine.findAgent(agent.id);
}
