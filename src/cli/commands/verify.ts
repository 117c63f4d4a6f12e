import type { Command } from 'commander';
import { LanekeeperError } from '../../core/error.ts';
import { type CheckReport, type Stage, stages } from '../../core/verification/check.ts';
import { exitCodeOf, printCheck } from '../check-lines.ts';
import { withEngine } from '../engine.ts';
import { printJson, printNote } from '../output.ts';
import type { Finish } from '../finish.ts';
import { withProgress } from '../progress.ts';

interface Options {
  trace?: true;
  json?: true;
}

function isStage(word: string): word is Stage {
  return stages.some((stage) => stage === word);
}

function print(checks: readonly CheckReport[], options: Options): void {
  if (options.json) {
    printJson({ checks });
    return;
  }
  for (const check of checks) printCheck(check);
}

export function registerVerify(program: Command, finish: Finish): void {
  program
    .command('verify')
    .description(
      'Check that agents are isolated, with the evidence; ends with 1 when a check fails',
    )
    .argument('[words...]', `a stage (${stages.join(', ')}), an agent, or with --trace a command`)
    .usage(
      '[pre|runtime|post] [agent] [--json]\n       lanekeeper verify --trace <agent> -- <command…>',
    )
    .option('--trace', 'run a command in the agent’s environment and check every write of it')
    .option('--json', 'print one JSON document')
    .action(async (words: string[], options: Options) => {
      await withEngine(async (engine) => {
        if (options.trace) {
          const [id = '', ...command] = words;
          if (command.length === 0) throw usage('--trace needs an agent and a command.');
          const { checks, exitCode } = await engine.verifyTraced(engine.findAgent(id).id, {
            command,
            directory: process.cwd(),
          });
          print(checks, options);
          if (exitCode !== 0) printNote(`The command ended with ${String(exitCode)}.`);
          finish(exitCodeOf(checks));
          return;
        }
        const [first = ''] = words;
        const rest = isStage(first) ? words.slice(1) : words;
        const [agent, ...more] = rest;
        if (more.length > 0) throw usage(`"${more.join(' ')}" is too much.`);
        const checks = await withProgress(
          'Checking …',
          engine.verify({
            ...(isStage(first) && { stages: [first] }),
            ...(agent !== undefined && { agent }),
            workspace: process.cwd(),
          }),
        );
        print(checks, options);
        finish(exitCodeOf(checks));
      });
    });
}

function usage(message: string): LanekeeperError {
  return new LanekeeperError(
    'usage',
    message,
    'Call it as "lanekeeper verify [pre|runtime|post] [AGENT]", or "lanekeeper verify --trace AGENT -- COMMAND…".',
  );
}
