import { requireTrust } from '../workspace-access.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

/** Open Terminal: a shell in the agent's folder and environment. */
export const openTerminal: Command = async ({ access, terminals }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'In which agent’s environment shall the terminal open?',
    none: 'There is no agent yet.',
  });
  return agent ? terminals.openShell(engine, agent) : undefined;
};
