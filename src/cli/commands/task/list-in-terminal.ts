import type { GraphTask } from '../../../core/task/graph-task.ts';
import { printJson, printNote, printTable } from '../../output.ts';
import { graphTaskJson } from './graph-task-json.ts';
import type { TaskListOptions } from './options.ts';
import { withProject } from './project.ts';
import { standingWords } from './standing-words.ts';

export function listInTerminal({ agent, json }: TaskListOptions): Promise<void> {
  return withProject(agent, (project) => {
    const tasks = project.read().sort((one, other) => one.name.localeCompare(other.name));
    if (json) printJson({ tasks: tasks.map(graphTaskJson) });
    else if (tasks.length === 0) {
      printNote(`No task is declared or found in ${project.checkout}.`);
    } else printTasks(tasks);
  });
}

function printTasks(tasks: readonly GraphTask[]): void {
  printTable([
    ['TASK', 'CLASS', 'STATUS', 'PRIORITY', 'AGENT', 'WHY'],
    ...tasks.map((task) => [
      task.name,
      task.declaration.class ?? '',
      standingWords(task),
      String(task.priority),
      task.agent ?? '',
      task.reason ?? '',
    ]),
  ]);
}
