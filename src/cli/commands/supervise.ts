import type { Command } from 'commander';
import { supervise } from '../../core/agent/supervisor.ts';
import type { Finish } from '../program.ts';

export function registerSupervise(program: Command, finish: Finish): void {
  program
    .command('supervise', { hidden: true })
    .description('Run an agent’s tasks and record how they end; started by spawn')
    .argument('<agent>')
    .argument('<uid>')
    .action(async (id: string, uid: string) => {
      finish(await supervise(id, uid));
    });
}
