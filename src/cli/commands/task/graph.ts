import type { Command } from 'commander';
import type { TaskGraphOptions } from './options.ts';

export function registerTaskGraph(task: Command): void {
  task
    .command('graph')
    .description('Show what tasks depend on, and how they stand')
    .argument('[name...]', 'only these, and all that they depend on')
    .option('--agent <agent>', 'in the checkout of this agent')
    .option('--json', 'print one JSON document')
    .action(async (names: string[], options: TaskGraphOptions) => {
      const { graphInTerminal } = await import('./graph-in-terminal.ts');
      await graphInTerminal(names, options);
    });
}
