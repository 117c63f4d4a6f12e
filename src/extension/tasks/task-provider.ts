import { tasks, workspace } from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { taskType } from '../contributions/task-type.ts';
import type { EngineAccess } from '../engine-access.ts';
import type { Logger } from '../log.ts';
import { isLocal } from '../workspace-access.ts';

/** Offers the tasks of each folder to "Tasks: Run Task" and to `tasks.json`. What runs them is loaded when it is asked for. */
export function registerTaskProvider(access: EngineAccess, log: Logger): Disposable {
  return tasks.registerTaskProvider(taskType, {
    provideTasks: async () => {
      if (!workspace.isTrusted) return [];
      const { executableTask } = await import('./executable-task.ts');
      const engine = await access.ready();
      const folders = (workspace.workspaceFolders ?? []).filter(isLocal);
      const found = await Promise.all(
        folders.map(async ({ uri }) => {
          const place = { root: uri.fsPath };
          try {
            const { graph } = await engine.graph.load(place);
            return [...graph.tasks.values()].map((declaration) =>
              executableTask(access, { place, name: declaration.name }, declaration),
            );
          } catch (thrown) {
            // The Tasks view shows it; other folders have tasks all the same.
            log.warn(toLanekeeperError(thrown).message);
            return [];
          }
        }),
      );
      return found.flat();
    },
    resolveTask: async ({ definition, scope, name }) => {
      const { taskFrom } = await import('./executable-task.ts');
      return taskFrom(access, definition, scope, name);
    },
  });
}
