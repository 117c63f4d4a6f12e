import { realpathSync } from 'node:fs';
import { workspace, type WorkspaceFolder } from 'vscode';
import { LanekeeperError } from '../core/error.ts';

/**
 * Stops what would run the code of a workspace that the user does not trust. Menus hide it as well, but a command can
 * be called without a menu.
 *
 * @throws LanekeeperError workspace-untrusted
 */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new LanekeeperError(
    'workspace-untrusted',
    'This workspace is in Restricted Mode, and agents run its code.',
    'Trust the workspace to go on.',
  );
}

/**
 * The folders on a disk of this machine, at least one.
 *
 * @throws LanekeeperError workspace-missing
 */
export function localFolders(): [WorkspaceFolder, ...WorkspaceFolder[]] {
  const [first, ...others] = (workspace.workspaceFolders ?? []).filter(isLocal);
  if (first) return [first, ...others];
  throw new LanekeeperError(
    'workspace-missing',
    'No folder is open, and agents work on the code of a folder.',
    'Open the folder that they shall work on.',
  );
}

/** Whether an agent works for a folder of this window. Agents know their workspace by its real path. */
export function isOfThisWindow(agentWorkspace: string): boolean {
  return (workspace.workspaceFolders ?? []).some(
    (folder) => isLocal(folder) && realPath(folder.uri.fsPath) === agentWorkspace,
  );
}

function realPath(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    // A folder that was deleted while it is open has no agents of its own to find.
    return directory;
  }
}

/** Whether a folder lies on a disk of this machine. */
export function isLocal(folder: WorkspaceFolder): boolean {
  return folder.uri.scheme === 'file';
}
