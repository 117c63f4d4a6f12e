import type { Command } from 'commander';
import type { TaskExplainOptions } from './options.ts';

export function registerTaskExplain(task: Command): void {
  task
    .command('explain')
    .description('Say why a run would or would not do a task')
    .argument('<name>')
    .option('--agent <agent>', 'in the environment and the checkout of this agent')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: TaskExplainOptions) => {
      const { explainInTerminal } = await import('./explain-in-terminal.ts');
      await explainInTerminal(name, options);
    });
}
