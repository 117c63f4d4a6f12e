import type { Cause } from './causes.ts';
import type { Contention } from './contention.ts';
import type { FindingKind } from './finding.ts';
import { resourceAt, resourceNamed } from './kernel/locked-resources.ts';

/** What a kind of finding tells by itself; locks are told by what is locked. */
const byKind: Readonly<Record<FindingKind, Cause | null>> = {
  'lock-wait': null,
  'lock-failed': null,
  'port-in-use': 'port',
  'file-busy': 'file',
  'branch-in-use': 'git',
  'name-in-use': 'other',
  killed: 'memory',
  oom: 'memory',
  'disk-full': 'disk',
  'watch-limit': 'limit',
  'fd-limit': 'limit',
  'proc-limit': 'limit',
  'cache-degraded': 'package-cache',
};

const byTool: Readonly<Partial<Record<string, Cause>>> = {
  git: 'git',
  sqlite: 'database',
  sqlite3: 'database',
  apt: 'system-packages',
  dpkg: 'system-packages',
};

/** Causes that nothing else explains as well as a stranger who holds the lock. */
const vague: ReadonlySet<Cause> = new Set(['other', 'shared-target']);

export function causeOf({ finding, path, holder, waiter }: Contention): Cause {
  const { kind, tool, resource } = finding;
  const cause =
    byKind[kind] ??
    resourceAt(path, waiter?.command ?? tool)?.cause ??
    resourceNamed(tool, resource)?.cause ??
    byTool[tool] ??
    'other';
  const isStranger = holder !== null && holder.agent === null && holder.pid !== null;
  return isStranger && vague.has(cause) ? 'foreign-process' : cause;
}
