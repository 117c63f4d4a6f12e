import { readdirSync, readlinkSync } from 'node:fs';
import { readProcFile, readProcFileOnce } from '../../../process/proc-file.ts';
import type { ProcessEntry } from '../../../process/process-entry.ts';
import { type Verdict, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';
import { notRead } from '../linux-only.ts';

/** Share of a limit from which on the next dev server may be the one too many. */
const nearly = 0.8;

/** Watchers of files are left: each dev server, test watcher and editor takes an instance, and a watch for each folder. */
export const fileWatchers: DoctorCheck = {
  id: 'resources.file-watchers',
  stage: 'resources',
  run({ processes }) {
    return process.platform === 'linux'
      ? watchersLeft(processes)
      : notRead('Limits of file watchers are');
  },
};

/** Whether these processes leave enough of the limits of one user. Linux only. */
export function watchersLeft(processes: readonly Pick<ProcessEntry, 'pid'>[]): Verdict {
  const used = processes.reduce(
    (sum, { pid }) => {
      const { instances, watches } = watchersOf(pid);
      return { instances: sum.instances + instances, watches: sum.watches + watches };
    },
    { instances: 0, watches: 0 },
  );
  const limits = {
    instances: limit('max_user_instances'),
    watches: limit('max_user_watches'),
  };
  const findings = (['instances', 'watches'] as const).map((what) => {
    const most = limits[what];
    const evidence = `${String(used[what])} of ${String(most ?? 'an unknown number of')} inotify ${what} are in use.`;
    if (most === null) return { result: 'unknown' as const, evidence };
    return {
      result: used[what] >= nearly * most ? ('fail' as const) : ('pass' as const),
      evidence,
      cure: `Raise it: sudo sysctl fs.inotify.max_user_${what}=${String(Math.max(most * 4, what === 'watches' ? 524_288 : 1024))}.`,
    };
  });
  return verdictOf(findings, '');
}

function limit(name: string): number | null {
  const text = readProcFileOnce(`/proc/sys/fs/inotify/${name}`)?.toString('latin1').trim();
  const value = Number(text);
  return text && Number.isInteger(value) ? value : null;
}

/** What one process has (proc_pid_fdinfo(5)); nothing where it does not show its files. */
function watchersOf(pid: number): { instances: number; watches: number } {
  const directory = `/proc/${String(pid)}`;
  let instances = 0;
  let watches = 0;
  for (const name of descriptors(`${directory}/fd`)) {
    if (targetOf(`${directory}/fd/${name}`) !== 'anon_inode:inotify') continue;
    instances += 1;
    const info = readProcFile(`${directory}/fdinfo/${name}`)?.toString('latin1') ?? '';
    watches += info.match(/^inotify wd:/gm)?.length ?? 0;
  }
  return { instances, watches };
}

function descriptors(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // Gone, or another user's.
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
