import { stat } from 'node:fs/promises';
import { commands, env, UIKind, Uri } from 'vscode';
import { LanekeeperError } from '../../core/error.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

/** Reveal Namespace: shows the folder that holds what the agent writes, and returns its path. */
export const revealNamespace: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'Whose namespace do you want to see?',
    none: 'There is no agent yet.',
  });
  if (!agent) return undefined;
  const root = agent.roots.find(({ kind }) => kind === 'namespace')?.path;
  const exists =
    root !== undefined &&
    (await stat(root).then(
      () => true,
      () => false,
    ));
  if (!exists) {
    throw new LanekeeperError(
      'directory-missing',
      `Agent "${agent.name}" has no namespace folder.`,
      'It was cleaned, or the agent is still being prepared. Restart the agent to make it again.',
    );
  }
  const uri = Uri.file(root);
  // A file manager reaches only the machine that it runs on.
  const isLocalDesktop = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (isLocalDesktop) await commands.executeCommand('revealFileInOS', uri);
  else await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  return root;
};
