import type { Command } from 'commander';
import { fromLineStart } from '../../core/process/log-reader.ts';
import { PlainTextDecoder } from '../../core/terminal/plain-text.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import type { Finish } from '../finish.ts';
import { printNote } from '../output.ts';

/** What is printed of the end of the log; bytes. */
const tailBytes = 64 * 1024;

export function registerLogs(program: Command, finish: Finish): void {
  program
    .command('logs')
    .description('Print the last 64 KiB of what an agent’s commands printed, as plain text')
    .argument('<agent>')
    .option('--all', 'print all of it')
    .option('-f, --follow', 'print all of it from its beginning, and go on as more is printed')
    .option('--raw', 'with the escape sequences the agent printed')
    .action(async (id: string, options: { all?: true; follow?: true; raw?: true }) => {
      await withEngine(async (engine) => {
        const { id: agent } = engine.findAgent(id);
        const decoder = new PlainTextDecoder();
        if (!options.follow) {
          const log = await engine.readLogTail(agent, options.all ? Infinity : 2 * tailBytes);
          const isCut = !options.all && log.length > tailBytes;
          const text = isCut ? fromLineStart(log.subarray(-tailBytes)) : log;
          process.stdout.write(options.raw ? text : decoder.write(text) + decoder.end());
          if (isCut) printNote(`This is the end of it; all: lanekeeper logs ${agent} --all`);
          return;
        }
        const interrupted = interruptSignal();
        for await (const chunk of engine.followLog(agent, interrupted)) {
          process.stdout.write(options.raw ? chunk : decoder.write(chunk));
        }
        if (interrupted.aborted) finish(exitCodes.interrupted);
      });
    });
}
