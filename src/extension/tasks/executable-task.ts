import {
  CustomExecution,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskScope,
  Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { TaskDeclaration } from '../../core/task/declaration/declaration.ts';
import type { TaskPlace } from '../../core/task/task-graphs.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { taskType } from '../contributions/task-type.ts';
import type { EngineAccess } from '../engine-access.ts';
import { commandText } from '../views/tasks/graph-task-text.ts';
import { TaskTerminal } from './task-terminal.ts';

/** A task of a project as VS Code runs it: in a terminal, with its problem matchers. */
export function executableTask(
  access: EngineAccess,
  { place, name }: { readonly place: TaskPlace; readonly name: string },
  declaration?: TaskDeclaration,
): Task {
  const definition: TaskDefinition = {
    type: taskType,
    task: name,
    ...('agent' in place && { agent: place.agent }),
  };
  const folder = 'root' in place ? workspace.getWorkspaceFolder(Uri.file(place.root)) : undefined;
  const task = taskFrom(access, definition, folder ?? TaskScope.Workspace, name);
  if (declaration) {
    task.detail = plainText(commandText(declaration) ?? '');
    if (declaration.class === 'compile') task.group = TaskGroup.Build;
    if (declaration.class === 'test') task.group = TaskGroup.Test;
  }
  return task;
}

/** The task for a definition of `tasks.json`, whose very object VS Code wants to have back. */
export function taskFrom(
  access: EngineAccess,
  definition: TaskDefinition,
  scope: Task['scope'],
  name: string,
): Task {
  const place = scope ?? TaskScope.Workspace;
  const execution = new CustomExecution((resolved) =>
    Promise.resolve(new TaskTerminal(access, { ...definition, ...resolved }, folderOf(place))),
  );
  return new Task(definition, place, plainText(name), 'lanekeeper', execution, []);
}

function folderOf(scope: WorkspaceFolder | TaskScope): WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : undefined;
}
