import type { Command } from 'commander';
import { PlainTextDecoder } from '../../core/terminal/plain-text.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import type { Finish } from '../finish.ts';

/** What --tail shows by default, in bytes. */
const tailBytes = 64 * 1024;

export function registerLogs(program: Command, finish: Finish): void {
  program
    .command('logs')
    .description('Print what an agent’s commands printed, as plain text')
    .argument('<agent>')
    .option('-f, --follow', 'go on as more is printed, from the start of the log')
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
