import type { Command } from 'commander';
import { agentJson } from '../agent-json.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';

export function registerStop(program: Command): void {
  program
    .command('stop')
    .description('Stop an agent and every process it started')
    .argument('<agent>')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { json?: true }) => {
      await withEngine(async (engine) => {
        const agent = await engine.stop(engine.findAgent(id).id);
        if (options.json) printJson(agentJson(agent));
        else printLine(`${agent.id} ${agent.status}`);
      });
    });
}
