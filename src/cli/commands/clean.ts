import type { Command } from 'commander';
import type { AgentCleanReport } from '../../core/agent/end/clean.ts';
import { formatBytes } from '../../core/quantities.ts';
import { exitCodes } from '../exit.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';
import type { Finish } from '../finish.ts';
import { withProgress } from '../progress.ts';

export function registerClean(program: Command, finish: Finish): void {
  program
    .command('clean')
    .description(
      'Remove all that an agent wrote under its namespace; sources and shared caches stay',
    )
    .argument('<agent>')
    .option('--dry-run', 'only say what would go')
    .option('--stop', 'stop the agent first if it runs')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { dryRun?: true; stop?: true; json?: true }) => {
      await withEngine(async (engine) => {
        const signal = interruptSignal();
        const report = await withProgress(
          'Cleaning …',
          engine.clean(engine.findAgent(id).id, {
            dryRun: options.dryRun === true,
            stopFirst: options.stop === true,
            signal,
          }),
        );
        finish(signal.aborted ? exitCodes.interrupted : exitCodeOf(report));
        if (options.json) {
          printJson(report);
          return;
        }
        for (const { name, result, reason } of report.teardown)
          printLine(`teardown ${result}: ${name}${reason === null ? '' : ` (${reason})`}`);
        const verb = report.dryRun ? 'would remove' : 'removed';
        for (const { path, bytes } of report.removed)
          printLine(`${verb} ${path} (${formatBytes(bytes)})`);
        for (const { path, reason } of report.kept) printLine(`kept ${path}: ${reason}`);
        printLine(`${verb} ${formatBytes(report.bytes)}`);
      });
    });
}

/** Something is kept only for safety; told by the code, so that a script does not take the agent for gone. */
function exitCodeOf({ kept }: AgentCleanReport): number {
  return kept.length === 0 ? exitCodes.done : exitCodes.refused;
}
