import { existsSync } from 'node:fs';
import path from 'node:path';
import { taskFileName } from './task-file-name.ts';

/**
 * The folder whose tasks are meant in a directory: the nearest one, upwards, with a `lanekeeper.json`, else the
 * repository's root, else the directory itself.
 *
 * @param directory absolute
 */
export function findTaskRoot(directory: string): string {
  return findUpwards(directory, taskFileName) ?? findUpwards(directory, '.git') ?? directory;
}

function findUpwards(directory: string, name: string): string | null {
  for (let at = directory; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, name))) return at;
    if (path.dirname(at) === at) return null;
  }
}
