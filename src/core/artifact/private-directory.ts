import { lstat, mkdir } from 'node:fs/promises';
import { LanekeeperError } from '../error.ts';
import { fileErrorCode, isMissing } from './file-error.ts';

/** Why a directory that lies where everybody may write is not this user's alone, for a sentence. */
export type Privacy =
  | { readonly state: 'private' | 'missing' }
  | { readonly state: 'refused'; readonly reason: string };

/**
 * Looks at a directory such as one in /dev/shm, where any user may have made something of its name. A link is never
 * followed. What is this user's alone stays so: in a directory with the sticky bit nobody else exchanges it (chmod(1)).
 */
export async function privacyOf(directory: string): Promise<Privacy> {
  try {
    const stats = await lstat(directory);
    const refused = (why: string): Privacy => ({
      state: 'refused',
      reason: `${directory} ${why}`,
    });
    if (stats.isSymbolicLink()) return refused('is a symbolic link');
    if (!stats.isDirectory()) return refused('is not a directory');
    if (stats.uid !== process.getuid?.()) return refused('belongs to another user');
    if ((stats.mode & 0o077) !== 0) return refused('is open to other users');
    return { state: 'private' };
  } catch (error) {
    if (isMissing(error)) return { state: 'missing' };
    throw error;
  }
}

/** Makes a directory for this user alone, or finds it so. Throws `artifact-not-owned`. */
export async function makePrivate(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw error;
  }
  const privacy = await privacyOf(directory);
  if (privacy.state === 'private') return;
  const reason = privacy.state === 'refused' ? privacy.reason : `${directory} has gone again`;
  throw new LanekeeperError(
    'artifact-not-owned',
    `No build directory can be kept in memory: ${reason}.`,
    `Remove ${directory} if it is not yours to keep, or set "rust.buildDirectory" to "disk".`,
    { cause: reason },
  );
}
