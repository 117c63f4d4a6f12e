import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';
import type { Explanation } from './probe.ts';

/** Said of the directory itself or of the one that it would be made in. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'its file system is read-only'],
  ['EACCES', 'its permissions forbid it'],
  ['EPERM', 'its permissions forbid it'],
]);

/**
 * Why nothing can be written to a directory that need not exist yet, as part of a sentence; null where it can. Asks the
 * kernel and writes nothing. access(2) answers EROFS for root as well, whom permissions do not bind.
 */
export async function whyUnwritable(directory: string): Promise<string | null> {
  for (let at = directory; ; at = path.dirname(at)) {
    try {
      if (!(await stat(at)).isDirectory()) return `${at} is no directory`;
      await access(at, constants.W_OK | constants.X_OK);
      return null;
    } catch (fault) {
      const code = errorCode(fault);
      // ENOTDIR: what is in the way is met further up.
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        if (path.dirname(at) === at) return null;
        continue;
      }
      return reasons.get(code) ?? (fault instanceof Error ? fault.message : String(fault));
    }
  }
}

/** What it means for a tool that goes on reading a cache that it cannot write; null where it can. */
export async function explainReadOnly(
  tool: string,
  directory: string | null,
): Promise<Explanation | null> {
  if (directory === null) return null;
  const reason = await whyUnwritable(directory);
  if (reason === null) return null;
  return {
    reason: `${tool} goes on with ${directory}, and adds nothing to it, since it cannot be written (${reason}).`,
    cure: 'Make it writable.',
  };
}
