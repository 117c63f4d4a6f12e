import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Finish } from '../../finish.ts';
import type { TaskRunOptions } from './options.ts';

export function registerTaskRun(task: Command, finish: Finish): void {
  task
    .command('run')
    .description('Do tasks and all that they depend on, as far as something has changed')
    .argument('<name...>')
    .option('--agent <agent>', 'in the environment and the checkout of this agent')
    .option('--priority <number>', '0 to 100, higher first', wholeNumber(0, 100))
    .option('--concurrency <number>', 'how many commands at once', wholeNumber(1, 4096))
    .option('--continue', 'after a failure, go on with what does not depend on it')
    .option('--json', 'print one JSON document')
    .action(async (names: string[], options: TaskRunOptions) => {
      const { runFromTerminal } = await import('./run-from-terminal.ts');
      finish(await runFromTerminal(names, options));
    });
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
