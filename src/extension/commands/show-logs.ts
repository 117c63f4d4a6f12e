import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

/** Show Logs: what the agent printed and prints, or the terminal that it lives in. */
export const showLogs: Command = async ({ access, terminals }, invocation) => {
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'Whose output do you want to see?',
    none: 'There is no agent yet.',
  });
  if (agent) await terminals.showOutput(agent);
};
