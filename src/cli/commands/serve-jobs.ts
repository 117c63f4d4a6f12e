import type { Command } from 'commander';
import { parseConfiguration } from '../../core/configuration.ts';
import { locate } from '../../core/location.ts';
import { closeInheritedFiles } from '../../core/process/inherited-files.ts';
import { computeGates } from '../../core/resource/gates.ts';
import { readMachineLimits } from '../../core/resource/machine-limits.ts';
import { jobDirectory } from '../../core/resource/jobserver/job-directory.ts';
import { keepServing } from '../../core/resource/jobserver/keeper.ts';
import { Store } from '../../core/store/store.ts';
import { readConfiguration } from '../configuration.ts';
import { interruptSignal } from '../interrupt-signal.ts';

export function registerServeJobs(program: Command): void {
  program
    .command('serve-jobs', { hidden: true })
    .description('Serve the tokens of agents’ shells as long as there are any; started by env')
    .action(async () => {
      closeInheritedFiles();
      // The terminal that it was started from may go.
      process.on('SIGHUP', () => undefined);
      const location = locate(process.env);
      const { gates } = parseConfiguration(readConfiguration(), location.configuration);
      const directory = jobDirectory(location);
      if (directory === null) return;
      const store = new Store(location.database);
      try {
        const limits = computeGates(readMachineLimits(), gates);
        const onFault = (fault: unknown): void => {
          process.emitWarning(fault instanceof Error ? fault : String(fault));
        };
        await keepServing({ store, limits, directory, onFault }, interruptSignal());
      } finally {
        store.dispose();
      }
    });
}
