import type { Command } from 'commander';
import type { DoctorReport } from '../../core/verification/doctor/doctor-check.ts';
import { exitCodeOf, printCheck } from '../check-lines.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine, printNote } from '../output.ts';
import type { Finish } from '../finish.ts';
import { withProgress } from '../progress.ts';

interface Options {
  fix?: true;
  json?: true;
}

function print(checks: readonly DoctorReport[]): void {
  for (const check of checks) {
    printCheck(check);
    for (const done of check.fixed) printLine(`         ✓ ${done}`);
  }
  const curable = checks.filter(({ fixable }) => fixable).length;
  if (curable > 0) printNote(`lanekeeper doctor --fix cures ${String(curable)} of these.`);
}

export function registerDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .description(
      'Look for what troubles many agents on one repository, with the evidence and the cure',
    )
    .option('--fix', 'apply the cures that cannot cost you anything, and tell each')
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      await withEngine(async (engine) => {
        const checks = await withProgress(
          'Looking …',
          engine.doctor({ workspace: process.cwd(), fix: options.fix ?? false }),
        );
        if (options.json) printJson({ checks });
        else print(checks);
        finish(exitCodeOf(checks));
      });
    });
}
