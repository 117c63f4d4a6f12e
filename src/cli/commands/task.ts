import type { Command } from 'commander';
import type { Finish } from '../finish.ts';
import { registerTaskCancel } from './task/cancel.ts';
import { registerTaskExplain } from './task/explain.ts';
import { registerTaskGraph } from './task/graph.ts';
import { registerTaskList } from './task/list.ts';
import { registerTaskRun } from './task/run.ts';

/** Commands on the tasks of a project. */
export function registerTask(program: Command, finish: Finish): void {
  const task = program.command('task').description('Run the tasks of a project, and look at them');
  registerTaskList(task);
  registerTaskGraph(task);
  registerTaskRun(task, finish);
  registerTaskExplain(task);
  registerTaskCancel(task, finish);
}
