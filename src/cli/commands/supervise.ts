import type { Command } from 'commander';
import { supervise } from '../../core/agent/supervisor/supervisor.ts';
import type { SupervisorMessage } from '../../core/agent/supervisor/start-supervisor.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { closeInheritedFiles } from '../../core/process/inherited-files.ts';
import { exitCodes } from '../exit.ts';
import type { Finish } from '../finish.ts';
import { ownProgram } from '../own-program.ts';

/** Tells whoever started this supervisor how the start went, and lets go of them: they may end before we do. */
function answer(message: SupervisorMessage): void {
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, () => {
    if (process.connected) process.disconnect();
  });
}

export function registerSupervise(program: Command, finish: Finish): void {
  program
    .command('supervise', { hidden: true })
    .description('Run an agent’s tasks and record how they end; started by spawn')
    .argument('<agent>')
    .argument('<uid>')
    .argument('<grace>', 'how long each stop signal may take, in ms', Number)
    .action(async (id: string, uid: string, graceMs: number) => {
      closeInheritedFiles();
      // Its own log lies on the disk that may be full, and a word that cannot be written there must not end it.
      process.stderr.on('error', () => undefined);
      const stop = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.on(signal, () => {
          stop.abort();
        });
      }
      // The window or terminal that we were started from may go; the agent goes on.
      process.on('SIGHUP', () => undefined);
      try {
        const ending = await supervise({
          id,
          uid,
          graceMs,
          environment: process.env,
          supervisor: ownProgram(),
          stop: stop.signal,
          onReady: () => {
            answer({ type: 'ready' });
          },
          onFault: (fault) => {
            process.emitWarning(fault instanceof Error ? fault : String(fault));
          },
        });
        finish(ending.status === 'done' ? exitCodes.done : exitCodes.failed);
      } catch (thrown) {
        const { code, message, cure } = toLanekeeperError(thrown);
        answer({ type: 'failed', code, message, cure });
        throw thrown;
      }
    });
}
