import { window as editor } from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { viewIds } from '../contributions/views.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command, Window } from './command.ts';

/** Restart Agent: runs its command once more in the same namespace, after stopping what still runs. */
export const restartAgent: Command = async (window, invocation) => {
  requireTrust();
  const engine = await window.access.ready();
  const agents = await chooseAgents(engine, invocation, {
    placeholder: 'Which agent shall start again?',
    none: 'There is no agent to restart.',
  });
  const restarted = await editor.withProgress({ location: { viewId: viewIds.agents } }, () =>
    Promise.all(agents.map((agent) => restart(window, agent))),
  );
  return invocation.from === 'script' ? restarted[0] : restarted;
};

async function restart({ access, terminals }: Window, agent: Agent): Promise<Agent> {
  const engine = await access.ready();
  if (isLive(agent.status)) await engine.stop(agent.id);
  const restarted = await engine.restart(agent.id);
  if (!restarted.interactive) return restarted;
  await terminals.start(restarted);
  return engine.findAgent(agent.id);
}
