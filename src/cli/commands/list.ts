import type { Command } from 'commander';
import { agentJson } from '../agent-json.ts';
import { withEngine } from '../engine.ts';
import { printJson, printNote, printTable } from '../output.ts';

export function registerList(program: Command): void {
  program
    .command('list')
    .description('List the agents of this machine')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine(async (engine) => {
        await engine.reconcile();
        const agents = engine.listAgents();
        if (options.json) {
          printJson({ agents: agents.map(agentJson) });
        } else if (agents.length === 0) {
          printNote('No agents. Start one with "lanekeeper spawn".');
        } else {
          printTable([
            ['ID', 'NAME', 'TYPE', 'STATUS', 'PATH'],
            ...agents.map(({ id, name, type, status, path }) => [id, name, type, status, path]),
          ]);
        }
      });
    });
}
