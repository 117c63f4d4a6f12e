import type { Command } from 'commander';
import type { TaskListOptions } from './options.ts';

export function registerTaskList(task: Command): void {
  task
    .command('list')
    .description('Show the tasks that are declared and found, and how they stand')
    .option('--agent <agent>', 'in the checkout of this agent')
    .option('--json', 'print one JSON document')
    .action(async (options: TaskListOptions) => {
      const { listInTerminal } = await import('./list-in-terminal.ts');
      await listInTerminal(options);
    });
}
