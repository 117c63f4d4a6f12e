import { readProcFileOnce } from '../../../process/proc-file.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';
import { notRead } from '../linux-only.ts';

/** What a dev server with its watchers, and a linker of a large program, get by with. */
const enough = 4096;

/**
 * Programs may open enough files. Node.js raises its own limit to the hard one as it starts, and what it starts inherits
 * that: for agents the hard limit counts.
 */
export const openFiles: DoctorCheck = {
  id: 'resources.open-files',
  stage: 'resources',
  run() {
    if (process.platform !== 'linux') return notRead('The limit of open files is');
    const text = readProcFileOnce('/proc/self/limits')?.toString('latin1') ?? '';
    const [, soft = '', hard = ''] = /^Max open files +(\S+) +(\S+)/m.exec(text) ?? [];
    if (hard === '') return verdictOf([], 'The limit of open files was not told.');
    const most = hard === 'unlimited' ? Infinity : Number(hard);
    return verdictOf(
      [
        {
          result: most < enough ? 'fail' : 'pass',
          evidence: `A process may open ${soft} files, and raise that to ${hard}.`,
          cure: `Raise the hard limit of open files to ${String(enough)} or more (limits.conf(5), LimitNOFILE of systemd).`,
        },
      ],
      '',
    );
  },
};
