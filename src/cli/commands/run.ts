import type { Command } from 'commander';
import { Option } from 'commander';
import { resourceClasses, type ResourceClass } from '../../core/resource/resource-class.ts';
import { withEngine } from '../engine.ts';
import { printNote } from '../output.ts';
import type { Finish } from '../finish.ts';

export function registerRun(program: Command, finish: Finish): void {
  program
    .command('run')
    .description('Run a command in an agent’s environment; its exit code is ours')
    .argument('<agent>')
    .argument('<command...>')
    .addOption(
      new Option('--class <class>', 'what the command mostly uses').choices(resourceClasses),
    )
    .action(async (id: string, command: string[], options: { class?: ResourceClass }) => {
      await withEngine(async (engine) => {
        finish(
          await engine.run(engine.findAgent(id).id, {
            command,
            class: options.class ?? null,
            directory: process.cwd(),
            onWait: (reason) => {
              printNote(reason);
            },
          }),
        );
      });
    });
}
