import { evidenceText } from '../../src/core/contention/evidence-text.ts';
import type { ContentionView } from '../../src/extension/dashboard/contract.ts';

/** What happened to an agent, as the part of a sentence between its name and the resource. */
const predicates: Readonly<Record<ContentionView['kind'], string>> = {
  'lock-wait': 'waits for',
  'lock-failed': 'was refused the lock on',
  'port-in-use': 'found in use: port',
  'file-busy': 'found busy:',
  'branch-in-use': 'found checked out elsewhere: branch',
  'name-in-use': 'found taken: name',
  killed: 'was killed',
  oom: 'ran out of memory',
  'disk-full': 'found the disk full',
  'watch-limit': 'reached the limit of watched files',
  'fd-limit': 'reached the limit of open files',
  'proc-limit': 'reached the limit of processes',
  'cache-degraded': 'went on without its cache',
};

export function predicateOf(contention: ContentionView): string {
  // A wait that has ended is told as the past.
  if (contention.kind === 'lock-wait' && contention.until !== null) return 'waited for';
  return predicates[contention.kind];
}

/** Whom the agent waits on: `dev-1`, `dev-1 (cargo build, pid 4242)`, `node (pid 977)`, or null where nobody knows. */
export function holderOf(
  contention: ContentionView,
  nameOf: (agent: string) => string,
): string | null {
  const { holder } = contention;
  if (!holder) return null;
  const { agent, pid, command } = holder;
  const parts = [
    agent === null ? null : nameOf(agent),
    command,
    pid === null ? null : `pid ${pid}`,
  ].filter((part) => part !== null);
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  return rest.length > 0 ? `${first} (${rest.join(', ')})` : first;
}

/** What agents meet over, in a few words; null where there is nothing to add to the resource's own name. */
const causes: Readonly<Record<ContentionView['cause'], string | null>> = {
  'shared-target': 'shared build directory',
  'package-cache': 'shared package cache',
  lockfile: 'lock file of one project',
  git: 'one repository',
  database: 'one database',
  'system-packages': 'packages of the system',
  port: 'one port',
  file: 'one file',
  memory: 'memory of the machine',
  disk: 'room on the disk',
  limit: 'limit of the system',
  'foreign-process': 'a process of no agent',
  other: null,
};

export function causeWords({ cause }: ContentionView): string | null {
  return causes[cause];
}

/** By whose word it is, and how sure that is, as the command line says it. */
export function evidenceOf({ source, refuted, confidence }: ContentionView): string {
  return evidenceText({ source, refuted, finding: { confidence } });
}
