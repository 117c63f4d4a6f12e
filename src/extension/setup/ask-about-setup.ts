import { type TextDocument, Uri, window as editor, workspace as documents } from 'vscode';
import type { ProposedSetup } from '../../core/agent/spawn/permitted-setup.ts';
import type { LanekeeperError } from '../../core/error.ts';
import { visibleText } from '../../core/terminal/visible-text.ts';
import { setupDocument, setupQuestion } from './setup-text.ts';

export type SetupAnswer = 'run' | 'skip' | 'cancel';

const run = 'Run Them';
const skip = 'Spawn Without Them';
const show = 'Show';

/** Asks whether a project's steps may run, with every command in view. Closing the question means no. */
export async function askAboutSetup(
  workspace: string,
  proposal: ProposedSetup,
): Promise<SetupAnswer> {
  const { message, detail } = setupQuestion(workspace, proposal);
  const chosen = await editor.showWarningMessage(message, { modal: true, detail }, run, skip, show);
  if (chosen !== show) return answerOf(chosen);
  const scheme = documents.registerTextDocumentContentProvider('lanekeeper-setup', {
    provideTextDocumentContent: () => setupDocument(proposal),
  });
  try {
    await editor.showTextDocument(await openDocument(proposal), { preview: true });
    // Stays while the document is scrolled and searched.
    return answerOf(
      await editor.showQuickPick([run, skip], {
        title: 'Setup Steps of the Project',
        placeHolder: 'May the steps in this document run for the agent? Escape spawns nothing.',
        ignoreFocusOut: true,
      }),
    );
  } finally {
    scheme.dispose();
  }
}

/** Asks what to do when the steps cannot even be read. */
export async function askWithoutSteps(fault: LanekeeperError): Promise<SetupAnswer> {
  const detail = visibleText(fault.message);
  const question = 'The setup steps of this project cannot be read.';
  return answerOf(await editor.showWarningMessage(question, { modal: true, detail }, skip));
}

function answerOf(chosen: string | undefined): SetupAnswer {
  if (chosen === run) return 'run';
  return chosen === skip ? 'skip' : 'cancel';
}

function openDocument({ hash }: ProposedSetup): Thenable<TextDocument> {
  const uri = Uri.from({ scheme: 'lanekeeper-setup', path: `/${hash}/Setup Steps` });
  return documents.openTextDocument(uri);
}
