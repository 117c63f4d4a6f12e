import { env, Uri, window as editor } from 'vscode';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { PortNode } from '../views/agents/ports-node.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command, Window } from './command.ts';
import type { Invocation } from './invocation.ts';

/** Copy Port: puts one of the agent's ports on the clipboard, and returns it. */
export const copyPort: Command = async (window, invocation) => {
  const port = await choosePort(window, invocation, 'copy');
  if (port === null) return undefined;
  await env.clipboard.writeText(String(port));
  editor.setStatusBarMessage(`$(check) Copied port ${String(port)}`, 4000);
  return port;
};

/** Open Port in Browser: what the agent serves on one of its ports, forwarded where the window is remote. */
export const openPort: Command = async (window, invocation) => {
  const port = await choosePort(window, invocation, 'open in a browser');
  if (port === null) return undefined;
  const local = Uri.from({ scheme: 'http', authority: `localhost:${String(port)}` });
  await env.openExternal(await env.asExternalUri(local));
  return port;
};

/** The port of the row that was clicked, the one that a script names as `{agent, port?}`, or one that the user picks. */
async function choosePort(
  { access }: Pick<Window, 'access'>,
  invocation: Invocation,
  purpose: string,
): Promise<number | null> {
  if (invocation.from === 'script' && invocation.argument instanceof PortNode) {
    return invocation.argument.port;
  }
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: `Whose port do you want to ${purpose}?`,
    fits: ({ ports }) => ports.length > 0,
    none: 'There is no agent with ports.',
  });
  if (!agent) return null;
  if (invocation.from === 'script') return namedPort(agent.ports, invocation.argument);
  const chosen = await editor.showQuickPick(
    agent.ports.map((port, index) => ({
      port,
      label: String(port),
      description: `PORT${String(index)}`,
    })),
    { placeHolder: `Which port of ${plainText(agent.name)}?` },
  );
  return chosen?.port ?? null;
}

function namedPort(ports: readonly number[], argument: unknown): number {
  const named =
    typeof argument === 'object' && argument !== null && 'port' in argument
      ? argument.port
      : ports[0];
  const found = ports.find((port) => port === named);
  if (found !== undefined) return found;
  throw new LanekeeperError(
    'input-invalid',
    `${named === undefined ? 'Nothing' : JSON.stringify(named)} is no port of the agent.`,
    ports.length === 0 ? 'It was spawned without ports.' : `Pass one of ${ports.join(', ')}.`,
  );
}
