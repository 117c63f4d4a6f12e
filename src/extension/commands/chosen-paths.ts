import path from 'node:path';
import { type Uri, window as editor, workspace } from 'vscode';
import { literalGlob } from '../../core/task/declaration/checkout-path.ts';
import { joinCommandLine, splitCommandLine } from '../spawn/command-line.ts';
import { localFolders } from '../workspace-access.ts';
import type { Invocation } from './invocation.ts';

export interface ChosenPaths {
  /** Absolute; what the globs are relative to. */
  readonly directory: string;
  readonly globs: readonly string[];
}

/** The files of the Explorer that the command was called on, else what the user types; undefined when they gave up. */
export async function chosenPaths(invocation: Invocation): Promise<ChosenPaths | undefined> {
  const [first] = localFolders();
  if (invocation.from === 'files') {
    const folder = invocation.files.map(folderOf).find((each) => each !== undefined) ?? first.uri;
    const inside = invocation.files.filter((file) => folderOf(file)?.fsPath === folder.fsPath);
    return { directory: folder.fsPath, globs: inside.map((file) => globOf(folder, file)) };
  }
  const open = editor.activeTextEditor?.document.uri;
  const folder = (open && folderOf(open)) ?? first.uri;
  const typed = await editor.showInputBox({
    title: 'Claim Paths',
    prompt: `Paths or globs relative to ${path.basename(folder.fsPath)}, with spaces between them`,
    placeHolder: 'src/api/** migrations',
    value: open && folderOf(open) ? joinCommandLine([globOf(folder, open)]) : '',
    validateInput: (text) => faultOf(text),
  });
  const line = splitCommandLine(typed ?? '');
  if (typed === undefined || 'fault' in line) return undefined;
  return { directory: folder.fsPath, globs: line.words };
}

function faultOf(text: string): string | undefined {
  const line = splitCommandLine(text);
  if ('fault' in line) return line.fault;
  return line.words.length === 0 ? 'Name at least one path.' : undefined;
}

function folderOf(file: Uri): Uri | undefined {
  return file.scheme === 'file' ? workspace.getWorkspaceFolder(file)?.uri : undefined;
}

/** A folder is claimed with all that is in it; the workspace's own folder is everything. */
function globOf(folder: Uri, file: Uri): string {
  const relative = path.relative(folder.fsPath, file.fsPath).split(path.sep).join('/');
  return relative === '' ? '**' : literalGlob(relative);
}
