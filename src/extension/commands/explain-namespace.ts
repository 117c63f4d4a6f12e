import { window as editor, workspace } from 'vscode';
import { requireTrust } from '../workspace-access.ts';
import { namespaceUri } from '../namespace-document.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

/** Explain Namespace: opens a page that tells what the agent's namespace is made of, and what has changed since. */
export const explainNamespace: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'Whose namespace shall be explained?',
    none: 'There is no agent yet.',
  });
  if (!agent) return undefined;
  const explanation = await engine.explainNamespace(agent.id);
  if (invocation.from !== 'script') {
    const document = await workspace.openTextDocument(namespaceUri(agent));
    await editor.showTextDocument(document, { preview: true });
  }
  return explanation;
};
