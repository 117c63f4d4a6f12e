import type { Command } from 'commander';
import { PlainTextDecoder } from '../../core/terminal/plain-text.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import type { Finish } from '../finish.ts';

/** What is printed of the end of the log; bytes. */
const tailBytes = 64 * 1024;

export function registerLogs(program: Command, finish: Finish): void {
  program
    .command('logs')
    .description('Print the last 64 KiB of what an agent’s commands printed, as plain text')
    .argument('<agent>')
    .option('-f, --follow', 'print all of it from its beginning, and go on as more is printed')
    .option('--raw', 'with the escape sequences the agent printed')
    .action(async (id: string, options: { follow?: true; raw?: true }) => {
      await withEngine(async (engine) => {
        const { id: agent } = engine.findAgent(id);
        const decoder = new PlainTextDecoder();
        if (!options.follow) {
          const tail = Buffer.from(await engine.readLogTail(agent, tailBytes));
          process.stdout.write(options.raw ? tail : decoder.write(tail) + decoder.end());
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
