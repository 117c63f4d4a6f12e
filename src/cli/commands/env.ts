import type { Command } from 'commander';
import { Option } from 'commander';
import {
  environmentFormats,
  type EnvironmentFormat,
  formatEnvironment,
} from '../../core/environment/format.ts';
import { ownSession } from '../../core/agent/run/agent-shells.ts';
import { withEngine } from '../engine.ts';

export function registerEnv(program: Command): void {
  program
    .command('env')
    .description('Print an agent’s environment contract: eval "$(lanekeeper env AGENT)"')
    .argument('<agent>')
    .addOption(new Option('--format <format>').choices(environmentFormats).default('sh'))
    .option('--json', 'the same as --format json')
    .action(async (id: string, options: { format: EnvironmentFormat; json?: true }) => {
      await withEngine(async (engine) => {
        const format = options.json ? 'json' : options.format;
        // What a shell is to evaluate gets tokens for what is started in it; data for other programs is only read.
        const isForShell = format !== 'json' && format !== 'dotenv';
        const variables = isForShell
          ? await engine.shells.environment(id, ownSession())
          : engine.environment(id);
        process.stdout.write(formatEnvironment(variables, format));
      });
    });
}
