import { commands, window as editor } from 'vscode';
import type { Agent } from '../../core/agent/agent.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { commandIds } from '../contributions/commands.ts';
import { isOfThisWindow } from '../workspace-access.ts';
import { parseAgentArgument } from './agent-argument.ts';
import type { Invocation } from './invocation.ts';

interface Question {
  readonly placeholder: string;
  /** Which agents the command makes sense for; all when absent. */
  readonly fits?: (agent: Agent) => boolean;
  /** What to say when there is no such agent. */
  readonly none: string;
}

/**
 * The agents that a command is meant for: the rows it was called on, the one a script names, else one that the user
 * chooses. Empty when the user chose none or there is none to choose.
 *
 * @throws LanekeeperError agent-not-found, input-invalid
 */
export async function chooseAgents(
  engine: Engine,
  invocation: Invocation,
  question: Question,
): Promise<Agent[]> {
  switch (invocation.from) {
    case 'rows':
      return invocation.agents.map((id) => engine.findAgent(id));
    case 'script': {
      return [engine.findAgent(parseAgentArgument(invocation.argument).agent)];
    }
    case 'task':
    case 'checks':
    case 'files':
    case 'person':
      return askWhich(engine, question);
  }
}

async function askWhich(engine: Engine, { placeholder, fits, none }: Question): Promise<Agent[]> {
  const all = engine.listAgents().filter((agent) => fits?.(agent) ?? true);
  const agents = [
    ...all.filter((agent) => isOfThisWindow(agent.workspace)),
    ...all.filter((agent) => !isOfThisWindow(agent.workspace)),
  ];
  if (agents.length === 0) {
    void editor.showInformationMessage(none, 'Spawn Agent').then((chosen) => {
      if (chosen) void commands.executeCommand(commandIds.spawnAgent);
    });
    return [];
  }
  const chosen = await editor.showQuickPick(
    agents.map((agent) => ({
      agent,
      label: plainText(agent.name),
      description: `${agent.id} · ${plainText(agent.type)} · ${agent.status}`,
      detail: isOfThisWindow(agent.workspace) ? '' : plainText(agent.workspace),
    })),
    { placeHolder: placeholder, matchOnDescription: true },
  );
  return chosen ? [chosen.agent] : [];
}
