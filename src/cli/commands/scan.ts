import type { Command } from 'commander';
import { scan } from '../../core/contention/scan.ts';
import { printJson, printLine } from '../output.ts';

export function registerScan(program: Command): void {
  program
    .command('scan')
    .description('Read any log on stdin and print the contention found in it')
    .option('--command <line>', 'the command line that printed it, which tells what is only quoted')
    .option('--json', 'print JSON lines, one a finding')
    .action(async (options: { command?: string; json?: true }) => {
      for await (const finding of scan(process.stdin, options.command)) {
        if (options.json) printJson(finding);
        else {
          const { line, tool, kind, resource, cure, confidence } = finding;
          printLine(
            `line ${String(line)}: ${tool} ${kind}${resource && ` on ${resource}`} (${confidence}). ${cure}`,
          );
        }
      }
    });
}
