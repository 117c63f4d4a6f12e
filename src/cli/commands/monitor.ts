import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Sample } from '../../core/metrics/sample.ts';
import { formatBytes, formatCores } from '../../core/quantities.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import { printJson, printTable } from '../output.ts';
import type { Finish } from '../finish.ts';

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number above 0.');
  return Number(text);
}

export function registerMonitor(program: Command, finish: Finish): void {
  program
    .command('monitor')
    .description('Print what the machine and its agents use, once a second')
    .argument('[agent]')
    .option('--count <number>', 'end after so many samples', parseCount)
    .option('--json', 'print JSON lines, one a sample')
    .action(async (id: string | undefined, options: { count?: number; json?: true }) => {
      await withEngine(async (engine) => {
        const only = id === undefined ? null : engine.findAgent(id).id;
        const interrupted = interruptSignal();
        await new Promise<void>((resolve) => {
          let left = options.count ?? Number.POSITIVE_INFINITY;
          const observation = engine.observe((sample) => {
            const agents = sample.agents.filter((agent) => only === null || agent.id === only);
            if (options.json) printJson({ ...sample, agents });
            else draw({ ...sample, agents });
            left -= 1;
            if (left <= 0) end();
          });
          const end = () => {
            observation.dispose();
            interrupted.removeEventListener('abort', end);
            resolve();
          };
          interrupted.addEventListener('abort', end);
        });
        if (interrupted.aborted) finish(exitCodes.interrupted);
      });
    });
}

function draw({ machine, agents }: Sample): void {
  // Home and clear, so that a terminal shows one table that changes; a file gets one table after another.
  if (process.stdout.isTTY) process.stdout.write('\u001b[H\u001b[2J');
  printTable([
    ['AGENT', 'CPU (CORES)', 'MEMORY', 'READ', 'WRITTEN', 'PROCESSES'],
    [
      'machine',
      `${formatCores(machine.cpu)} of ${String(machine.cores)}`,
      `${formatBytes(machine.memoryUsed)} of ${formatBytes(machine.memoryTotal)}`,
      '',
      '',
      '',
    ],
    ...agents.map((agent) => [
      agent.id,
      formatCores(agent.cpu),
      formatBytes(agent.memory),
      formatBytes(agent.readBytes),
      formatBytes(agent.writtenBytes),
      String(agent.processes),
    ]),
  ]);
}
