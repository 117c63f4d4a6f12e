import path from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { checkoutKinds, type CheckoutKind } from '../../core/agent/agent.ts';
import { agentJsonWithEnvironment } from '../agent-json.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { printJson, printLine, printNote } from '../output.ts';

interface Options {
  id?: string;
  name?: string;
  type: string;
  checkout?: CheckoutKind;
  path?: string;
  setup: boolean;
  allowSetup?: true;
  seed?: 'auto' | 'never';
  capability: string[];
  json?: true;
}

export function registerSpawn(program: Command): void {
  program
    .command('spawn')
    .description('Start an agent in a namespace of its own, in the current directory')
    .argument('[command...]', 'what it runs; by default what its type runs')
    .option('--id <id>', 'lower-case letters, digits and "-"; 8 random hex digits by default')
    .option('--name <name>', 'what people call it; its id by default')
    .option('--type <type>', 'rust-dev, python-test, node-build, claude, …', 'auto')
    .addOption(
      new Option(
        '--checkout <kind>',
        'work in this directory (the default) or in a git worktree of its own',
      ).choices(checkoutKinds),
    )
    .option('--path <directory>', 'work in this git worktree, which is there and stays')
    .option('--allow-setup', 'agree to the project’s setup and teardown steps as they are now')
    .option('--no-setup', 'leave the project’s setup and teardown steps out')
    .addOption(
      new Option(
        '--seed <policy>',
        'start from what a build of another agent left, or never; by default as the settings say',
      ).choices(['auto', 'never']),
    )
    .option(
      '--capability <name>',
      'what it can do, for tasks that need that, such as docker; once for each',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option('--json', 'print one JSON document')
    .action(async (command: string[], options: Options) => {
      await withEngine(async (engine) => {
        const agent = await engine.spawn({
          ...(options.id !== undefined && { id: options.id }),
          ...(options.name !== undefined && { name: options.name }),
          type: options.type,
          ...(options.checkout !== undefined && { checkout: options.checkout }),
          ...(options.path !== undefined && { path: path.resolve(options.path) }),
          setup: !options.setup ? 'skip' : options.allowSetup ? 'agree' : 'agreed',
          workspace: process.cwd(),
          ...(command.length > 0 && { command }),
          interactive: false,
          ...(options.seed !== undefined && { seed: options.seed }),
          capabilities: options.capability,
          signal: interruptSignal(),
          onProgress: (message) => {
            if (process.stderr.isTTY) printNote(message);
          },
        });
        if (options.json) printJson(agentJsonWithEnvironment(agent));
        else printLine(`${agent.id} ${agent.status}: ${agent.command.join(' ')}`);
      });
    });
}
