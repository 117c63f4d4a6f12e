import { lstatSync } from 'node:fs';
import path from 'node:path';
import { LanekeeperError } from '../../error.ts';

/**
 * Refuses a path of a checkout that leads out of it or through a link: what is kept from there, or put there, could be
 * anybody's.
 *
 * @param file relative to `root`
 * @param known folders that were looked at already
 * @throws LanekeeperError task-output-refused
 */
export function requireSafePath(root: string, file: string, known = new Set<string>()): void {
  const names = file.split('/');
  if (path.posix.isAbsolute(file) || names.includes('..')) {
    throw refused(file, 'leads out of the checkout');
  }
  for (let depth = 1; depth < names.length; depth += 1) {
    const folder = names.slice(0, depth).join('/');
    if (known.has(folder)) continue;
    const stats = lstatSync(path.join(root, folder), { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isSymbolicLink()) throw refused(file, `passes through the symbolic link ${folder}`);
    if (!stats.isDirectory()) throw refused(file, `passes through ${folder}, which is no folder`);
    known.add(folder);
  }
}

/** Whether a link with this text, at `file`, leads to a place inside the checkout; nothing need be there. */
export function staysInCheckout(file: string, target: string): boolean {
  if (path.posix.isAbsolute(target)) return false;
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
  return resolved !== '..' && !resolved.startsWith('../');
}

export function refused(file: string, why: string): LanekeeperError {
  return new LanekeeperError(
    'task-output-refused',
    `The output ${file} ${why}.`,
    'Declare outputs that are files of the checkout itself.',
  );
}
