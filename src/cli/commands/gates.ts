import type { Command } from 'commander';
import type { Gate } from '../../core/resource/pool/gate-report.ts';
import { formatDuration } from '../../core/quantities.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine, printTable } from '../output.ts';

export function registerGates(program: Command): void {
  program
    .command('gates')
    .description('Show the limits of this machine, who works within them, and who waits and why')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine((engine) => {
        const gates = engine.gates();
        if (options.json) printJson({ gates });
        else printGates(gates);
        return Promise.resolve();
      });
    });
}

function printGates(gates: readonly Gate[]): void {
  printTable([
    ['GATE', 'LIMIT', 'IN USE', 'WAITING'],
    ...gates.map(({ name, limit, running, waiting }) =>
      [name, limit, running, waiting.length].map(String),
    ),
  ]);
  const holders = gates.flatMap(({ name, holders: each }) =>
    each.map(({ agent, purpose, places, since }) => [
      name,
      agent ?? '',
      purpose,
      String(places),
      elapsed(since),
    ]),
  );
  if (holders.length > 0) {
    printLine('');
    printTable([['HELD AT', 'AGENT', 'COMMAND', 'PLACES', 'FOR'], ...holders]);
  }
  const waiting = gates.flatMap(({ name, waiting: each }) =>
    each.map(({ agent, purpose, reason, since }) => [
      name,
      agent ?? '',
      purpose,
      elapsed(since),
      reason ?? '',
    ]),
  );
  if (waiting.length > 0) {
    printLine('');
    printTable([['WAITS AT', 'AGENT', 'COMMAND', 'FOR', 'WHY'], ...waiting]);
  }
  const ungated = gates.flatMap(({ name, ungated: each }) =>
    each.map(({ agent, program, pid, processes, directory }) => [
      name,
      agent ?? '',
      program,
      String(pid),
      String(processes),
      directory ?? '',
    ]),
  );
  if (ungated.length > 0) {
    printLine('');
    printTable([['OUTSIDE OF', 'AGENT', 'PROGRAM', 'PID', 'PROCESSES', 'IN'], ...ungated]);
  }
}

function elapsed(since: string): string {
  return formatDuration((Date.now() - Date.parse(since)) / 1000);
}
