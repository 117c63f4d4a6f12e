import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { processAge } from '../../process/process-age.ts';
import { programName } from '../../process/program-name.ts';
import type { Owners, Party } from './owners.ts';

/** By how much the clocks of a file system and of the process table may differ; s. */
const tolerance = 0.05;

/**
 * The git that made a lock file which no process has open: while a hook or an editor runs git keeps the file closed. It is
 * the last git that was started in that checkout before the file was made.
 *
 * @param age of the file; s
 */
export function findMaker(lock: string, age: number, owners: Owners): Party | null {
  const checkout = checkoutOf(lock);
  if (checkout === null) return null;
  let found: { readonly pid: number; readonly age: number } | null = null;
  for (const { pid, name, startTime } of owners.table()) {
    const its = processAge({ startTime });
    if (its + tolerance < age || (found && its >= found.age)) continue;
    if (programName(pid, name) !== 'git' || !isWithin(directoryOf(pid), checkout)) continue;
    found = { pid, age: its };
  }
  return found && owners.partyOf(found.pid);
}

/** The folder that is checked out where this lock lies (gitrepository-layout(5), worktrees/<id>/gitdir). */
function checkoutOf(lock: string): string | null {
  const { root, record } =
    /^(?<root>\/.+)\/\.git\/(?:(?<record>worktrees\/[^/]+)\/)?/.exec(lock)?.groups ?? {};
  if (root === undefined) return null;
  if (record === undefined) return root;
  const gitdir = path.join(root, '.git', record, 'gitdir');
  try {
    return path.dirname(path.resolve(path.dirname(gitdir), readFileSync(gitdir, 'utf8').trim()));
  } catch {
    return null;
  }
}

function isWithin(directory: string | null, folder: string): boolean {
  return directory === folder || (directory?.startsWith(`${folder}/`) ?? false);
}

function directoryOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // It has ended, or is another user's.
    return null;
  }
}
