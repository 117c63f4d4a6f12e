import { window as editor, workspace } from 'vscode';
import { taskExplanationUri } from '../tasks/task-document.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';

/** Explain Task: opens a page that tells why a run would or would not do the task, and how it stands. */
export const explainTask: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Which task shall be explained?',
    none: 'No tasks are declared or found here.',
  });
  if (!chosen) return undefined;
  const explanation = await engine.graph.explain(chosen.place, chosen.name);
  if (invocation.from !== 'script') {
    const document = await workspace.openTextDocument(taskExplanationUri(chosen));
    await editor.showTextDocument(document, { preview: true });
  }
  return explanation;
};
