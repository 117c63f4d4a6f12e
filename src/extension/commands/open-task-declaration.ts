import path from 'node:path';
import { Range, Uri, window as editor, workspace } from 'vscode';
import { declarationPlace } from '../../core/task/declaration/declaration-place.ts';
import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';
import { findTask } from './find-task.ts';

/** Open Task Declaration: leads to where a task is declared, or to the file that it was found in. */
export const openTaskDeclaration: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Which task do you want to change?',
    none: 'No tasks are declared or found here.',
  });
  if (!chosen) return undefined;
  const { task, checkout } = await findTask(engine, chosen);
  const { declaration } = task;
  const uri = Uri.file(path.join(checkout, declaration.source.file));
  const document = await workspace.openTextDocument(uri);
  const position = document.positionAt(declarationPlace(document.getText(), declaration));
  await editor.showTextDocument(document, { selection: new Range(position, position) });
  return { file: uri.fsPath, line: position.line + 1 };
};
