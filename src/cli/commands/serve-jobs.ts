import { type Command, InvalidArgumentError } from 'commander';
import { startKeeper } from '../../core/agent/run/start-keeper.ts';
import { locate } from '../../core/location.ts';
import { closeInheritedFiles } from '../../core/process/inherited-files.ts';
import { computeGates } from '../../core/resource/gates.ts';
import { jobDirectory } from '../../core/resource/jobserver/job-directory.ts';
import { keepServing } from '../../core/resource/jobserver/keeper.ts';
import { Store } from '../../core/store/store.ts';
import { interruptSignal } from '../interrupt-signal.ts';
import { ownProgram } from '../own-program.ts';

function parseNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Give a whole number of at least 1.');
}

export function registerServeJobs(program: Command): void {
  program
    .command('serve-jobs', { hidden: true })
    .description('Serve the tokens of agents’ shells as long as there are any; started by env')
    .requiredOption('--compile-jobs <number>', 'how many jobs may run at once', parseNumber)
    .requiredOption('--watcher <pid>', 'who starts it again when it is killed', parseNumber)
    .action(async ({ compileJobs, watcher }: { compileJobs: number; watcher: number }) => {
      closeInheritedFiles();
      // The terminal that it was started from may go.
      process.on('SIGHUP', () => undefined);
      const location = locate(process.env);
      const directory = jobDirectory(location);
      if (directory === null) return;
      const limits = { ...computeGates(), COMPILE_JOBS: compileJobs };
      const store = new Store(location.database);
      try {
        const onFault = (fault: unknown): void => {
          process.emitWarning(fault instanceof Error ? fault : String(fault));
        };
        const isWatched = (): boolean => process.ppid === watcher;
        const options = { store, limits, directory, onFault };
        const end = await keepServing(options, interruptSignal(), isWatched);
        if (end === 'unwatched') {
          startKeeper({ supervisor: ownProgram(), environment: process.env, location }, limits);
        }
      } finally {
        store.dispose();
      }
    });
}
