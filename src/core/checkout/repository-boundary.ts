import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pathExists } from './free-path.ts';

/** Whether a directory may be walked through, and what forbids it. */
type Passage = 'open' | 'link' | 'repository' | 'missing' | 'file';

/** Looks at the directories between the top of a checkout and its files; each is looked at once. */
export class RepositoryBoundary {
  readonly #top: string;
  readonly #passages = new Map<string, Promise<Passage>>();

  /** @param top absolute and real */
  constructor(top: string) {
    this.#top = top;
  }

  /**
   * Why a file may not be read or written under this top, as words; null when all directories on the way to it are
   * the checkout's own.
   *
   * @param file relative, with `/` between the parts
   */
  async objection(file: string): Promise<string | null> {
    const parts = file.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count += 1) {
      const directory = parts.slice(0, count).join('/');
      switch (await this.#passage(directory)) {
        case 'link':
          return `"${directory}" is a link`;
        case 'repository':
          return `"${directory}" is another repository`;
        case 'file':
          return `"${directory}" is not a directory`;
        case 'missing':
          return null;
        case 'open':
      }
    }
    return null;
  }

  /**
   * Why a symbolic link may not be made again elsewhere, as words; null when all it leads through stays inside. An
   * absolute one would lead every worktree to the files of this one.
   */
  async linkObjection(file: string): Promise<string | null> {
    const seen = new Set<string>();
    let current = file;
    while (!seen.has(current)) {
      seen.add(current);
      const blocked = await this.objection(current);
      if (blocked !== null) return blocked;
      const target = await readLink(path.join(this.#top, current));
      if (target === null) return null;
      if (path.isAbsolute(target)) return 'it is a link with an absolute path';
      current = path.posix.join(path.posix.dirname(current), target);
      if (current === '..' || current.startsWith('../'))
        return 'it is a link that leads out of the checkout';
    }
    return null;
  }

  #passage(directory: string): Promise<Passage> {
    const known = this.#passages.get(directory);
    if (known) return known;
    const looking = look(path.join(this.#top, directory));
    this.#passages.set(directory, looking);
    return looking;
  }
}

async function look(directory: string): Promise<Passage> {
  if (!(await pathExists(directory))) return 'missing';
  const stats = await lstat(directory);
  if (stats.isSymbolicLink()) return 'link';
  if (!stats.isDirectory()) return 'file';
  if (await pathExists(path.join(directory, '.git'))) return 'repository';
  // What git itself takes a bare repository by (setup.c, is_git_directory).
  const bare = ['HEAD', 'objects', 'refs'].map((name) => pathExists(path.join(directory, name)));
  return (await Promise.all(bare)).every(Boolean) ? 'repository' : 'open';
}

/** Where a link leads, null when nothing or no link is there. */
async function readLink(file: string): Promise<string | null> {
  if (!(await pathExists(file))) return null;
  return (await lstat(file)).isSymbolicLink() ? readlink(file) : null;
}
