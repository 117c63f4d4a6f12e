import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A path with its links resolved. What does not exist yet is resolved as far as it does. */
export async function realpathOrSelf(file: string): Promise<string> {
  const real = await realpath(file).catch(() => null);
  if (real !== null || path.dirname(file) === file) return real ?? file;
  return path.join(await realpathOrSelf(path.dirname(file)), path.basename(file));
}
