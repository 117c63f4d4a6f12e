import { type DeclarationKind, defaultPriority, type TaskDeclaration } from './declaration.ts';

/** What differs from task to task of those that are found. */
export type FoundTask = Pick<TaskDeclaration, 'command' | 'inputs' | 'outputs' | 'class'> &
  Partial<Pick<TaskDeclaration, 'dependsOn' | 'dependsOnEnv' | 'cache'>>;

/** A found task's name: `test` at the root, `packages/web#test` below it. */
export function taskName(directory: string, name: string): string {
  return directory === '' ? name : `${directory}#${name}`;
}

export function foundTask(
  kind: DeclarationKind,
  place: { readonly directory: string; readonly name: string; readonly file: string },
  task: FoundTask,
): TaskDeclaration {
  return {
    name: taskName(place.directory, place.name),
    directory: place.directory,
    dependsOn: [],
    needs: { memoryBytes: null, cores: 1, capabilities: [], gpu: false },
    priority: defaultPriority,
    env: {},
    dependsOnEnv: [],
    cache: true,
    timeoutSeconds: null,
    retries: 0,
    ...task,
    source: { kind, file: place.file },
  };
}
