import path from 'node:path';

/** Whether a path or glob stays below the folder it is written for. */
export function staysInside(written: string): boolean {
  const plain = written.replaceAll('\\', '/');
  return (
    plain !== '' &&
    !plain.includes('\0') &&
    !path.posix.isAbsolute(plain) &&
    !path.win32.isAbsolute(plain) &&
    !plain.split('/').includes('..')
  );
}

/** Whether a path is git's own, or lies in what is. Spelt in other letters it is the same file for some file systems. */
export function isGits(file: string): boolean {
  return file
    .replaceAll('\\', '/')
    .split('/')
    .some((name) => name.toLowerCase() === '.git');
}

/** A path relative to the checkout's root, from one relative to a folder of it; '' is the root. */
export function fromRoot(directory: string, written: string): string {
  const joined = path.posix.join(directory, written);
  return joined === '.' ? '' : joined.replace(/\/$/, '');
}

/** The same for a glob, of which a leading `!` excludes. The folder is meant as it is spelt. */
export function globFromRoot(directory: string, glob: string): string {
  const folder = literalGlob(directory);
  return glob.startsWith('!') ? `!${fromRoot(folder, glob.slice(1))}` : fromRoot(folder, glob);
}

/** The glob that matches one path, whatever letters it is made of. */
export function literalGlob(path: string): string {
  // A class of one: of the ways to escape, the one that all matchers have.
  return path.replaceAll(/[*?[{}!]/g, (letter) => `[${letter}]`);
}
