import path from 'node:path';
import { type Command, commands, Uri } from 'vscode';
import type { OverlappingEdit } from '../core/claim/overlapping-edits.ts';

const diff = 'vscode.diff';

/** Shows a file of two worktrees side by side, the first two of those that have changed it. */
export async function compareEdits(edit: OverlappingEdit): Promise<void> {
  await commands.executeCommand(diff, ...parameters(edit));
}

/** The same, for a row to do when it is clicked. */
export function compareCommand(edit: OverlappingEdit): Command {
  return { command: diff, title: 'Compare', arguments: parameters(edit) };
}

function parameters({ path: file, worktrees }: OverlappingEdit): (Uri | string)[] {
  const sides = worktrees.slice(0, 2).map((worktree) => Uri.file(path.join(worktree.path, file)));
  return [...sides, file];
}
