import { ProgressLocation, window as editor, workspace } from 'vscode';
import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { stages } from '../../core/verification/check.ts';
import { checkText } from '../check-text.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import type { Command } from './command.ts';
import type { Invocation } from './invocation.ts';

const doctorArgument = z.strictObject({
  workspace: z.string().optional(),
  fix: z.boolean().optional(),
});

const verifyArgument = z.strictObject({
  workspace: z.string().optional(),
  agent: z.string().optional(),
  stages: z.array(z.enum(stages)).optional(),
});

const cureNow = 'Apply Safe Cures';

/** Run Doctor: a page of what troubles agents here, with an offer to apply the cures that cost nothing. */
export const runDoctor: Command = async ({ access }, invocation) => {
  requireTrust();
  const asked = readArgument(doctorArgument, invocation);
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

/** Verify Isolation: a page of the quality gates, before, while and after agents work. */
export const verifyIsolation: Command = async ({ access }, invocation) => {
  requireTrust();
  const asked = readArgument(verifyArgument, invocation);
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

function readArgument<T>(schema: z.ZodType<T>, invocation: Invocation): T {
  const result = schema.safeParse(invocation.from === 'script' ? invocation.argument : {});
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The argument cannot be understood: ${z.prettifyError(result.error)}`,
    'Pass an object with the keys that docs/extension.md names, or nothing.',
    { cause: result.error },
  );
}

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
