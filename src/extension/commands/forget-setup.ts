import path from 'node:path';
import { window as editor } from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import { localFolders } from '../workspace-access.ts';
import type { Command } from './command.ts';
import { parseWorkspaceArgument } from './workspace-argument.ts';

/**
 * Forget Agreed Setup Steps: takes back what was agreed to in the folders of this window, so that the next agent is asked
 * about again. A script names one folder, as `{workspace}`.
 */
export const forgetSetup: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  if (invocation.from === 'script') {
    await engine.revokeSetup(parseWorkspaceArgument(invocation.argument).workspace);
    return;
  }
  const folders = localFolders().map(({ uri }) => uri.fsPath);
  for (const folder of folders) await engine.revokeSetup(folder);
  const names = folders.map((folder) => path.basename(folder)).join(', ');
  editor.setStatusBarMessage(plainText(`$(check) Forgot the agreed setup steps of ${names}`), 4000);
};
