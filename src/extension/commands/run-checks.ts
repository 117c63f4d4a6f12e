import { ProgressLocation, window as editor, workspace } from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import { checkText } from '../check-text.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import { parseDoctorArgument } from './check-arguments.ts';
import { parseVerifyArgument } from './check-arguments.ts';
import type { Command } from './command.ts';

const cureNow = 'Apply Safe Cures';

/** Run Doctor: a page of what troubles agents here, with an offer to apply the cures that cost nothing. */
export const runDoctor: Command = async ({ access }, invocation) => {
  requireTrust();
  const asked = parseDoctorArgument(invocation);
  const engine = await access.ready();
  const folder = asked.workspace ?? localFolders()[0].uri.fsPath;
  const look = (fix: boolean) =>
    withProgress('Looking for what troubles agents …', engine.doctor({ workspace: folder, fix }));
  const checks = await look(asked.fix ?? false);
  if (invocation.from === 'script') return { checks };
  await show(checkText('Doctor', checks));
  const curable = checks.filter(({ fixable }) => fixable).map(({ id }) => id);
  if (curable.length === 0) return undefined;
  const answer = await editor.showInformationMessage(
    `Cures that cost nothing are known for ${curable.join(', ')}.`,
    cureNow,
  );
  if (answer === cureNow) await show(checkText('Doctor', await look(true)));
  return undefined;
};

/** Verify: a page of the quality gates, before, while and after agents work. */
export const verifyIsolation: Command = async ({ access }, invocation) => {
  requireTrust();
  const asked = parseVerifyArgument(invocation);
  const engine = await access.ready();
  const checks = await withProgress(
    'Verifying agents …',
    engine.verify({
      workspace: asked.workspace ?? localFolders()[0].uri.fsPath,
      ...(asked.agent !== undefined && { agent: asked.agent }),
      ...(asked.stages !== undefined && { stages: asked.stages }),
    }),
  );
  if (invocation.from === 'script') return { checks };
  await show(checkText('Verification', checks));
  return undefined;
};

function withProgress<T>(title: string, work: Promise<T>): Thenable<T> {
  return editor.withProgress({ location: ProgressLocation.Notification, title }, () => work);
}

async function show(text: string): Promise<void> {
  const document = await workspace.openTextDocument({
    language: 'markdown',
    content: plainText(text),
  });
  await editor.showTextDocument(document, { preview: true });
}
