import type { Command } from 'commander';

export interface TaskExplainOptions {
  readonly agent?: string;
  readonly json?: true;
}

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
