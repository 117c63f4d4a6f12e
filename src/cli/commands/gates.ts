import type { Command } from 'commander';
import { withEngine } from '../engine.ts';
import { printJson, printTable } from '../output.ts';

export function registerGates(program: Command): void {
  program
    .command('gates')
    .description('Show how much compile, link and test work agents are given at once')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine((engine) => {
        const gates = engine.gates();
        if (options.json) printJson({ gates });
        else {
          printTable([
            ['GATE', 'LIMIT', 'RUNNING TASKS'],
            ...gates.map((gate) => [gate.name, String(gate.limit), String(gate.running)]),
          ]);
        }
        return Promise.resolve();
      });
    });
}
