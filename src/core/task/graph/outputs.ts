import type { TaskDeclaration } from '../declaration/declaration.ts';
import { globCovers, globsOverlap, hasWildcard, literalPrefix } from './glob-overlap.ts';

interface Output {
  readonly glob: string;
  readonly task: TaskDeclaration;
}

/** A folder of the checkout, with the globs whose fixed part ends in it. */
interface Folder {
  readonly outputs: Output[];
  readonly folders: Map<string, Folder>;
}

/** Tasks of which one makes what another makes or what it reads itself, in a sentence. */
export interface OutputConflict {
  readonly said: string;
  readonly cure: string;
  readonly tasks: readonly TaskDeclaration[];
}

/**
 * Tasks that make each other's files, so that what is in them depends on who comes last, and tasks that make what they
 * read, so that it would be overwritten.
 */
export function* outputConflicts(tasks: Iterable<TaskDeclaration>): Generator<OutputConflict> {
  const root: Folder = { outputs: [], folders: new Map() };
  for (const task of tasks) {
    for (const glob of task.outputs ?? []) {
      // What declares it decides what it makes, also where no input names that file.
      const input = [...(task.inputs ?? []), task.source.file].find(
        (each) => !each.startsWith('!') && globCovers(glob, each),
      );
      if (input !== undefined) yield makesItsInputs(task, glob, input);
      const other = place(root, { glob, task });
      if (other) yield madeTwice({ glob, task }, other);
    }
  }
}

/**
 * Files a glob under its fixed folders, and returns another task's that can match a path which this one matches. Only
 * globs in folders above or below can, so that thousands of tasks are not all held against each other.
 */
function place(root: Folder, output: Output): Output | null {
  let folder = root;
  const above = [root];
  for (const name of literalPrefix(output.glob)) {
    const next = folder.folders.get(name) ?? { outputs: [], folders: new Map<string, Folder>() };
    folder.folders.set(name, next);
    folder = next;
    above.push(folder);
  }
  const isOther = (each: Output) =>
    each.task !== output.task && globsOverlap(withBelow(each.glob), withBelow(output.glob));
  for (const each of above) {
    const found = each.outputs.find(isOther);
    if (found) return found;
  }
  const below = [...folder.folders.values()];
  for (let each = below.pop(); each !== undefined; each = below.pop()) {
    const found = each.outputs.find(isOther);
    if (found) return found;
    below.push(...each.folders.values());
  }
  folder.outputs.push(output);
  return null;
}

/** An output that is named plainly may be a folder, with all that is in it. */
function withBelow(glob: string): string {
  return hasWildcard(glob) ? glob : `{${glob},${glob}/**}`;
}

function madeTwice(one: Output, other: Output): OutputConflict {
  return {
    said:
      one.glob === other.glob
        ? `The tasks "${other.task.name}" and "${one.task.name}" both make ${one.glob}.`
        : `The tasks "${other.task.name}" and "${one.task.name}" make the same files: ${other.glob} and ${one.glob} overlap.`,
    cure: `Give each its own outputs in ${one.task.source.file}.`,
    tasks: [one.task, other.task],
  };
}

function makesItsInputs(task: TaskDeclaration, output: string, input: string): OutputConflict {
  return {
    said: `The task "${task.name}" makes ${output}, which holds what it reads: ${input}.`,
    cure: `Let it make its files elsewhere, or name only what it makes, in ${task.source.file}.`,
    tasks: [task],
  };
}
