import { statfs } from 'node:fs/promises';

/** What must stay free after a seed was copied, bytes: a build that follows needs room as well. */
const reserveBytes = 1024 ** 3;

/** Whether a copy of so many bytes leaves enough room on the file system of a directory. */
export async function hasSpace(
  directory: string,
  bytes: number,
): Promise<{ readonly enough: boolean; readonly freeBytes: number }> {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  return { enough: freeBytes - bytes >= reserveBytes, freeBytes };
}
