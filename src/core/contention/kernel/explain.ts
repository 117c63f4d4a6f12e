import { lstatSync } from 'node:fs';
import { formatDuration } from '../../quantities.ts';
import type { Contention } from '../contention.ts';
import { findMaker } from './lock-file-maker.ts';
import { findListener } from './listeners.ts';
import { listDescriptors, readDescriptor } from './locked-file.ts';
import type { Owners, Party } from './owners.ts';

/** What can be told of a clash by who has the port or the lock file at this moment. */
export interface Explanation {
  readonly holder: Party | null;
  readonly path: string | null;
  /** In place of the pattern's, where what there is calls for another. */
  readonly cure: string | null;
}

/** The lock file that git names in `Unable to create '…': File exists`. */
const lockFile = /['«„"“](?<path>\/[^'»“”"]+\.lock)['»“”"]/;

/**
 * Who has what a tool was refused: the listener on a port, or whoever has a lock file open that was made by creating
 * it, which the lock table does not show. Null where there is nothing to tell.
 */
export function explain({ finding }: Contention, owners: Owners): Explanation | null {
  if (finding.kind === 'port-in-use' && /^\d{1,5}$/.test(finding.resource)) {
    const holder = findListener(Number(finding.resource), owners);
    return holder && { holder, path: null, cure: null };
  }
  if (finding.kind !== 'lock-failed') return null;
  const path = lockFile.exec(finding.text)?.groups?.['path'];
  return path === undefined ? null : explainLockFile(path, owners);
}

function explainLockFile(path: string, owners: Owners): Explanation | null {
  const made = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return null;
  for (const { pid } of owners.table()) {
    const has = listDescriptors(pid).some((each) => readDescriptor(pid, each) === path);
    if (has) return { holder: owners.partyOf(pid), path, cure: null };
  }
  const age = Math.max(0, Date.now() - made) / 1000;
  const maker = findMaker(path, age, owners);
  if (maker) return { holder: maker, path, cure: null };
  const cure = `No process has ${path} open; it was made ${formatDuration(age)} ago. If no git runs in this repository, one that was killed has left it: remove it.`;
  return { holder: null, path, cure };
}
