import { ProgressLocation, window as editor } from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

/** Stop Agent: ends all processes of the agents that were chosen. */
export const stopAgent: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const agents = await chooseAgents(engine, invocation, {
    placeholder: 'Which agent shall stop?',
    fits: (agent) => isLive(agent.status),
    none: 'No agent is running.',
  });
  const stopped = await Promise.all(agents.map((agent) => stop(engine, agent)));
  return invocation.from === 'script' ? stopped[0] : stopped;
};

function stop(engine: Engine, agent: Agent): Thenable<Agent> {
  return editor.withProgress(
    { location: ProgressLocation.Window, title: `Stopping ${plainText(agent.name)}` },
    () => engine.stop(agent.id),
  );
}
