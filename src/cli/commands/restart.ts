import type { Command } from 'commander';
import { isLive } from '../../core/agent/agent-status.ts';
import { agentJson } from '../agent-json.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';

export function registerRestart(program: Command): void {
  program
    .command('restart')
    .description('Run an agent’s command once more in the same namespace; stops what still runs')
    .argument('<agent>')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: { json?: true }) => {
      await withEngine(async (engine) => {
        const { id, status } = engine.findAgent(name);
        if (isLive(status)) await engine.stop(id);
        const agent = await engine.restart(id);
        if (options.json) printJson(agentJson(agent));
        else printLine(`${agent.id} ${agent.status}: ${agent.command.join(' ')}`);
      });
    });
}
