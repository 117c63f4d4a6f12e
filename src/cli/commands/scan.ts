import type { Command } from 'commander';
import { scan } from '../../core/contention/scan.ts';
import { printJson, printLine } from '../output.ts';

export function registerScan(program: Command): void {
  program
    .command('scan')
    .description('Read any log on stdin and print the contention found in it')
    .option('--json', 'print JSON lines, one a finding')
    .action(async (options: { json?: true }) => {
      for await (const finding of scan(process.stdin)) {
        if (options.json) printJson(finding);
        else {
          const { line, tool, kind, resource, cure } = finding;
          printLine(
            `line ${String(line)}: ${tool} ${kind}${resource && ` on ${resource}`}. ${cure}`,
          );
        }
      }
    });
}
