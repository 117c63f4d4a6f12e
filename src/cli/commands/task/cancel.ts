import type { Command } from 'commander';
import type { Finish } from '../../finish.ts';
import type { TaskCancelOptions } from './options.ts';

export function registerTaskCancel(task: Command, finish: Finish): void {
  task
    .command('cancel')
    .description('Stop a task, and what depends on it, in every run that is under way')
    .argument('[name]')
    .option('--all', 'all tasks of the checkout')
    .option('--agent <agent>', 'in the checkout of this agent')
    .option('--json', 'print one JSON document')
    .action(async (name: string | undefined, options: TaskCancelOptions) => {
      const { cancelFromTerminal } = await import('./cancel-from-terminal.ts');
      finish(await cancelFromTerminal(name, options));
    });
}
