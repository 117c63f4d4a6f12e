import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { formatBytes } from '../../core/quantities.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** "90s", "15m", "1h", "7d" as seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const unit = match?.[2];
  if (!match?.[1] || !(unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')) {
    throw new InvalidArgumentError('Give a number and a unit: 90s, 15m, 1h or 7d.');
  }
  return Number(match[1]) * unitSeconds[unit];
}

export function registerMetrics(program: Command): void {
  program
    .command('metrics')
    .description('Print what an agent has used: processors, memory, disk')
    .argument('<agent>')
    .option('--since <duration>', 'how far back', parseDuration, 3600)
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
