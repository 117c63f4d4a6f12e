import { layersOf } from '../../../core/task/graph/layers.ts';
import { selectTasks } from '../../../core/task/graph/select-tasks.ts';
import { printJson, printLine, printNote } from '../../output.ts';
import { dependencyLines } from './dependency-lines.ts';
import { graphTaskJson } from './graph-task-json.ts';
import type { TaskGraphOptions } from './options.ts';
import { withProject } from './project.ts';
import { standingWords } from './standing-words.ts';

export function graphInTerminal(
  names: readonly string[],
  { agent, json }: TaskGraphOptions,
): Promise<void> {
  return withProject(agent, (project) => {
    const graph = names.length === 0 ? project.graph : selectTasks(project.graph, names);
    const tasks = project.read().filter(({ name }) => graph.tasks.has(name));
    if (json) {
      const layers = layersOf(graph);
      printJson({
        nodes: tasks.map((task) => ({ ...graphTaskJson(task), layer: layers.get(task.name) ?? 0 })),
        edges: tasks.flatMap(({ name, declaration }) =>
          [...new Set(declaration.dependsOn)].map((from) => ({ from, to: name })),
        ),
      });
    } else if (tasks.length === 0) {
      printNote(`No task is declared or found in ${project.checkout}.`);
    } else {
      const words = new Map(tasks.map((task) => [task.name, standingWords(task)]));
      for (const { indent, name, isRepeated } of dependencyLines(graph)) {
        printLine(`${indent}${name}  ${isRepeated ? '(see above)' : (words.get(name) ?? '')}`);
      }
    }
  });
}
