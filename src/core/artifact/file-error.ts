/** The system's code of a failed file operation (`ENOENT`, …), or null when something else was thrown. */
export function fileErrorCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null;
}

/** Whether the path is not there: a component is missing, or is a file where a directory is asked for. */
export function isMissing(thrown: unknown): boolean {
  const code = fileErrorCode(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'in use: a mount point, or open in a program that locks it',
  EIO: 'the disk reports an input/output error',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
  ENOSPC: 'the disk is full',
  ENOTEMPTY: 'a process keeps creating files in it',
  EPERM: 'not permitted: immutable, open in a program that locks it, or another user owns it',
  EROFS: 'the file system is read-only',
  EXDEV: 'it lies on another file system than the trash',
};

/** Why a file operation failed, in words. */
export function fileErrorReason(thrown: unknown): string {
  const code = fileErrorCode(thrown);
  if (code !== null) return reasons[code] ?? `the system reports ${code}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
