import { findNodeAtLocation, type JSONPath, parseTree } from 'jsonc-parser';
import { unreachable } from '../../unreachable.ts';
import type { TaskDeclaration } from './declaration.ts';

/**
 * Where in the text of its file a task is declared: the offset of its name or of the line that implies it; 0 if
 * unknown.
 */
export function declarationPlace(
  text: string,
  task: Pick<TaskDeclaration, 'name' | 'source'>,
): number {
  const script = task.name.slice(task.name.indexOf('#') + 1);
  switch (task.source.kind) {
    case 'lanekeeper':
      return keyAt(text, ['tasks', task.name]);
    case 'package':
      return keyAt(text, ['scripts', script]);
    case 'turbo':
      return keyAt(text, ['tasks', task.name]) || keyAt(text, ['tasks', script]);
    case 'cargo':
    case 'python':
      // Files of another language, which imply the task as a whole.
      return 0;
    default:
      return unreachable(task.source.kind);
  }
}

/** Where the key of a property begins; 0 where there is none. Broken files are read as far as they go. */
function keyAt(text: string, path: JSONPath): number {
  const tree = parseTree(text);
  const value = tree && findNodeAtLocation(tree, path);
  return value?.parent?.offset ?? 0;
}
