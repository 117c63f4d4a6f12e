import { renameSync } from 'node:fs';

/**
 * Moves a directory aside, to be deleted when all is measured. For some minutes ext4 gives no inode away that was deleted,
 * and looks at each of them for each new file (`recently_deleted` in fs/ext4/ialloc.c): what is measured next would pay
 * half a millisecond a file.
 */
export function putAway(directory: string): void {
  renameSync(directory, `${directory}-${String(process.hrtime.bigint())}`);
}
