import { RelativePattern, workspace, type WorkspaceFolder } from 'vscode';
import { type Disposable, DisposableList } from '../core/disposable.ts';

/** What tasks are declared and found in. */
const declaringFiles = '**/{lanekeeper.json,package.json,turbo.json,Cargo.toml,pyproject.toml}';

/** Tells when a file of a folder appears, changes or goes that may declare tasks. */
export function watchDeclaringFiles(folder: WorkspaceFolder, listener: () => void): Disposable {
  const watching = new DisposableList();
  const watcher = watching.add(
    workspace.createFileSystemWatcher(new RelativePattern(folder, declaringFiles)),
  );
  watching.add(watcher.onDidChange(listener));
  watching.add(watcher.onDidCreate(listener));
  watching.add(watcher.onDidDelete(listener));
  return watching;
}
