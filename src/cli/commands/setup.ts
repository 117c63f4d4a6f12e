import type { Command } from 'commander';
import { Option } from 'commander';
import { checkoutKinds, type CheckoutKind } from '../../core/agent/agent.ts';
import type { ProposedSetup } from '../../core/agent/spawn/permitted-setup.ts';
import { LanekeeperError } from '../../core/error.ts';
import { visibleText } from '../../core/terminal/visible-text.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine, printNote } from '../output.ts';

interface Options {
  agree?: true;
  revoke?: true;
  checkout: CheckoutKind;
  json?: true;
}

export function registerSetup(program: Command): void {
  program
    .command('setup')
    .description(
      'Show what this project runs to set up and clear up agents’ checkouts, and agree to it',
    )
    .option('--agree', 'let these steps run for agents of this directory, until they change')
    .option('--revoke', 'take back all that was agreed to in this directory')
    .addOption(
      new Option('--checkout <kind>', 'the checkout of the agents that it is about')
        .choices(checkoutKinds)
        .default('worktree'),
    )
    .option('--json', 'print one JSON document')
    .action(async ({ agree, revoke, checkout, json }: Options) => {
      if (agree && revoke) {
        throw new LanekeeperError(
          'usage',
          'Steps cannot be agreed to and revoked at once.',
          'Say either --agree or --revoke.',
        );
      }
      await withEngine(async (engine) => {
        const workspace = process.cwd();
        if (revoke) await engine.revokeSetup(workspace);
        const setup = await engine.setupFor({ workspace, checkout });
        if (setup && agree) await engine.agreeToSetup(workspace, setup);
        const shown = setup && agree ? { ...setup, agreed: true } : setup;
        if (json) printJson({ setup: shown });
        else if (shown) describeSetup(shown);
        else printNote('This project has no setup or teardown steps for such agents.');
      });
    });
}

/** Prints all that the user is asked to agree to. */
export function describeSetup({ files, setup, teardown, scripts, agreed }: ProposedSetup): void {
  printLine(`From ${files.join(', ')}:`);
  for (const [stage, steps] of [
    ['setup', setup],
    ['teardown', teardown],
  ] as const) {
    for (const { command, directory, timeoutSeconds } of steps) {
      const place = directory === '.' ? '' : ` (in ${directory})`;
      const limit = timeoutSeconds === null ? '' : ` (at most ${String(timeoutSeconds)} s)`;
      printLine(visibleText(`  ${stage}${place}${limit}: ${JSON.stringify(command)}`));
    }
  }
  for (const { path, sha256 } of scripts) {
    printLine(visibleText(`  script ${path}: sha256 ${sha256}`));
  }
  printLine(agreed ? 'You agreed to this.' : 'Nobody agreed to this: lanekeeper setup --agree.');
}
