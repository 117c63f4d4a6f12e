import type { Command } from 'commander';
import { Option } from 'commander';
import { formatBytes } from '../../core/quantities.ts';
import { parseDuration } from '../duration.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';

export function registerMetrics(program: Command): void {
  program
    .command('metrics')
    .description('Print what an agent has used: processors, memory, disk')
    .argument('<agent>')
    .addOption(
      new Option('--since <duration>', 'how far back: 90s, 10m, 2h, 1d')
        .argParser(parseDuration)
        .default(3600, '1h'),
    )
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { since: number; json?: true }) => {
      await withEngine((engine) => {
        const agent = engine.findAgent(id);
        const usage = engine.usage(agent.id, options.since);
        if (options.json) printJson(usage);
        else {
          printLine(`cpu       ${usage.cpuSeconds.toFixed(1)} s`);
          printLine(`memory    ${formatBytes(usage.peakMemory)} at the most`);
          printLine(`read      ${formatBytes(usage.readBytes)}`);
          printLine(`written   ${formatBytes(usage.writtenBytes)}`);
          printLine(`processes ${String(usage.peakProcesses)} at the most`);
          printLine(`samples   ${String(usage.samples.length)}`);
        }
        return Promise.resolve();
      });
    });
}
