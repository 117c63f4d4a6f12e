import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../../error.ts';
import type { Location } from '../../location.ts';
import { errorCode } from '../../process/error-code.ts';
import { buildGraph, linkTasks } from '../graph/build-graph.ts';
import type { TaskGraph } from '../graph/graph.ts';
import { outputConflicts } from '../graph/outputs.ts';
import type { TaskDeclaration } from './declaration.ts';
import { findKeptTaskFile, keepTaskFile } from './kept-task-file.ts';
import type { TaskFile } from './lanekeeper-file.ts';
import { taskFileName } from './task-file-name.ts';
import type { TaskProblem, TaskSource } from './task-source.ts';

export interface LoadedGraph {
  readonly graph: TaskGraph;
  /** What of the project's other files could not be used. */
  readonly problems: readonly TaskProblem[];
}

/**
 * The tasks of a checkout: those of its `lanekeeper.json`, and those that other tools' files imply. The other files are
 * read only where a name that is asked for, or something it depends on, is not in `lanekeeper.json`.
 *
 * @param checkout absolute
 * @param names of the tasks that are wanted, or null for all
 * @throws LanekeeperError task-declaration-invalid, and as `buildGraph`
 */
export async function loadGraph(
  location: Pick<Location, 'tasks'>,
  checkout: string,
  names: readonly string[] | null,
): Promise<LoadedGraph> {
  const text = await readTaskFile(checkout);
  const kept = text === null ? null : findKeptTaskFile(location, checkout, text);
  const own = kept ?? (await declaredIn(checkout, text));
  if (!own.discover || (names !== null && isComplete(own.declarations, names))) {
    if (kept) return { graph: linkTasks(kept.declarations), problems: [] };
    const graph = buildGraph(own.declarations);
    if (text !== null) keepTaskFile(location, checkout, text, own);
    return { graph, problems: [] };
  }
  const found = await findTasks(checkout);
  const declared = new Set(own.declarations.map(({ name }) => name));
  const others = found.declarations.filter(({ name }) => !declared.has(name));
  const { declarations, problems } = withoutConflicts([...own.declarations, ...others]);
  return {
    graph: buildGraph(declarations),
    problems: [...found.problems, ...problems],
  };
}

/** Its text; null where there is none. */
async function readTaskFile(checkout: string): Promise<string | null> {
  const file = path.join(checkout, taskFileName);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new LanekeeperError(
      'task-declaration-invalid',
      `The tasks in ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Let it be a file that you may read.',
      { cause },
    );
  }
}

async function declaredIn(checkout: string, text: string | null): Promise<TaskFile> {
  if (text === null) return { discover: true, declarations: [] };
  // Loaded only where the text is another than last time.
  const { parseTaskFile } = await import('./lanekeeper-file.ts');
  return parseTaskFile(text, path.join(checkout, taskFileName));
}

/** Whether everything that is asked for is declared, with all that it depends on. */
function isComplete(declarations: readonly TaskDeclaration[], names: readonly string[]): boolean {
  const known = new Set(declarations.map(({ name }) => name));
  return (
    names.every((name) => known.has(name)) &&
    declarations.every(({ dependsOn }) => dependsOn.every((name) => known.has(name)))
  );
}

async function findTasks(
  checkout: string,
): Promise<{ declarations: TaskDeclaration[]; problems: TaskProblem[] }> {
  // Loaded here: a project that declares its tasks needs none of it, and its run must start at once.
  const sources: readonly TaskSource[] = await Promise.all([
    import('./sources/cargo.ts').then(({ cargoTasks }) => cargoTasks),
    import('./sources/node.ts').then(({ nodeTasks }) => nodeTasks),
    import('./sources/python.ts').then(({ pythonTasks }) => pythonTasks),
  ]);
  const { detectProjects } = await import('../../environment/ecosystems.ts');
  const projects = await detectProjects(checkout);
  const found = await Promise.all(sources.map((source) => source.find(checkout, projects)));
  const tasks = new Map<string, TaskDeclaration>();
  const problems = found.flatMap((each) => each.problems);
  for (const task of found.flatMap(({ declarations }) => declarations)) {
    const other = tasks.get(task.name);
    if (other) {
      problems.push(
        `${task.source.file} has a task "${task.name}" as ${other.source.file} does; the latter is meant by that name.`,
      );
    } else tasks.set(task.name, task);
  }
  return { declarations: [...tasks.values()], problems };
}

/** Other tools allow what a declared task may not do; of such tasks the files are then not kept. */
function withoutConflicts(declarations: readonly TaskDeclaration[]): {
  declarations: TaskDeclaration[];
  problems: TaskProblem[];
} {
  const problems: TaskProblem[] = [];
  const unkept = new Set<TaskDeclaration>();
  for (const { said, tasks } of outputConflicts(declarations)) {
    const found = tasks.filter(({ source }) => source.kind !== 'lanekeeper');
    if (found.length === 0) continue;
    for (const task of found) unkept.add(task);
    problems.push(`${said} What they make is therefore not kept.`);
  }
  return {
    declarations: declarations.map((task) =>
      unkept.has(task) ? { ...task, outputs: null } : task,
    ),
    problems,
  };
}
