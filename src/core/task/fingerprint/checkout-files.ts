import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isGits } from '../declaration/checkout-path.ts';
import { errorCode } from '../../process/error-code.ts';
import { globMatches, parseGlob } from './glob.ts';
import { IgnoreRules } from './ignore-rules.ts';
import type { Demand } from './stamps.ts';

/** What results are staged in before they take a file's name; never an input or an output. */
export const stagedSuffix = '.lanekeeper-part';

/** A file or a symbolic link, with its path relative to the checkout's root. */
export interface CheckoutFile {
  readonly path: string;
  readonly isLink: boolean;
}

interface Listing {
  readonly files: readonly Dirent[];
  readonly directories: readonly string[];
  readonly hasRules: boolean;
}

/** What one glob has found, and in which folders it was looked for. */
interface Finding {
  readonly files: readonly CheckoutFile[];
  readonly walked: readonly string[];
}

type Kind = 'file' | 'directory' | 'link' | 'nothing';

const nothing: Listing = { files: [], directories: [], hasRules: false };

/**
 * - `inputs`: what git ignores counts only where a glob names it without a wildcard; a glob may begin with a link to a
 *   folder inside the checkout
 * - `outputs`: all counts but what is git's own, and no link is followed
 */
export type Purpose = 'inputs' | 'outputs';

/**
 * The files of a checkout that globs name. Each folder is read once until `forget`, for all globs that lead into it.
 * Reads are synchronous, which costs a fraction of what asynchronous ones do (docs/tasks.md). Links that a wildcard
 * meets are never followed.
 */
export class CheckoutFiles {
  readonly root: string;
  readonly #purpose: Purpose;
  readonly #listings = new Map<string, Listing>();
  readonly #kinds = new Map<string, Kind>();
  readonly #rules = new Map<string, IgnoreRules>();
  readonly #found = new Map<string, Finding>();

  /** @param root absolute */
  constructor(root: string, purpose: Purpose) {
    this.root = root;
    this.#purpose = purpose;
  }

  /** Looks for files anew from here on; what git ignores stays as it was read first. */
  forget(): void {
    this.#listings.clear();
    this.#kinds.clear();
    this.#found.clear();
  }

  /** All places that are looked at for what globs name. */
  placesOf(globs: readonly string[]): Map<string, Demand> {
    const places = new Map<string, Demand>();
    for (const glob of globs) {
      if (glob.startsWith('!')) continue;
      const { walked } = this.#find(glob);
      const above = foldersTo(parseGlob(glob).base);
      for (const file of above) {
        const isFolder = this.#kindOf(file) === 'directory';
        if (!places.has(file)) places.set(file, isFolder ? 'same-folder' : 'unchanged');
      }
      if (walked.length > 0) {
        const folders = ['', ...above].slice(0, -1);
        for (const folder of folders) places.set(join(folder, '.gitignore'), 'unchanged');
      }
      for (const folder of walked) {
        places.set(folder, 'unchanged');
        if (this.#list(folder).hasRules) places.set(join(folder, '.gitignore'), 'unchanged');
      }
    }
    return places;
  }

  /** The files that match, sorted by path, each once. `!` before a glob excludes what it matches. */
  match(globs: readonly string[]): CheckoutFile[] {
    const excluded = globs.filter((glob) => glob.startsWith('!')).map((each) => each.slice(1));
    const excludes = excluded.map(parseGlob);
    const found = new Map<string, CheckoutFile>();
    for (const glob of globs) {
      if (glob.startsWith('!')) continue;
      for (const file of this.#find(glob).files) {
        if (excludes.some((each) => globMatches(each, file.path))) continue;
        found.set(file.path, file);
      }
    }
    return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** Whether git ignores a file, or a folder that it lies in. */
  isIgnored(file: string): boolean {
    const parent = parentOf(file);
    return (
      this.#rulesAt(parent).ignores(file, false) ||
      foldersTo(parent).some((folder) => this.#rulesAt(parentOf(folder)).ignores(folder, true))
    );
  }

  #find(written: string): Finding {
    const known = this.#found.get(written);
    if (known) return known;
    const { base, matches, isDeep } = parseGlob(written);
    const found: CheckoutFile[] = [];
    const add = (file: string, isLink: boolean): void => {
      const below = base === '' ? file : file.slice(base.length + 1);
      if (matches === null || matches(below)) found.push({ path: file, isLink });
    };
    const kind = this.#purpose === 'outputs' && isGits(base) ? 'nothing' : this.#kindOf(base);
    const walked = kind === 'directory' ? this.#walk(base, isDeep, add) : [];
    const isFile = kind === 'file' || kind === 'link';
    if (isFile && matches === null) found.push({ path: base, isLink: kind === 'link' });
    const finding = { files: found, walked };
    this.#found.set(written, finding);
    return finding;
  }

  /** Returns the folders that it went through. */
  #walk(base: string, isDeep: boolean, add: (file: string, isLink: boolean) => void): string[] {
    // Who names a place that git ignores means what is in it.
    const isNamed = base !== '' && this.#rulesAt(parentOf(base)).ignores(base, true);
    const isUnruled = this.#purpose === 'outputs' || isNamed;
    const walked: string[] = [];
    const left = [base];
    for (let directory = left.pop(); directory !== undefined; directory = left.pop()) {
      const { files, directories } = this.#list(directory);
      walked.push(directory);
      const rules = isUnruled ? null : this.#rulesAt(directory);
      for (const entry of files) {
        const file = join(directory, entry.name);
        // In a worktree it is a file (gitrepository-layout(5)).
        if (isGits(entry.name) || rules?.ignores(file, false)) continue;
        add(file, entry.isSymbolicLink());
      }
      if (!isDeep) break;
      for (const name of directories) {
        const below = join(directory, name);
        if (!isGits(name) && !rules?.ignores(below, true)) left.push(below);
      }
    }
    return walked;
  }

  #list(directory: string): Listing {
    const known = this.#listings.get(directory);
    if (known) return known;
    const listing = this.#read(directory);
    this.#listings.set(directory, listing);
    return listing;
  }

  #read(directory: string): Listing {
    let entries: Dirent[];
    try {
      entries = readdirSync(path.join(this.root, directory), { withFileTypes: true });
    } catch (fault) {
      // Gone since it was listed in the folder above.
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(fault))) return nothing;
      throw fault;
    }
    // Neither a pipe nor a socket nor a device is ever opened.
    const files = entries.filter(
      (entry) => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.endsWith(stagedSuffix),
    );
    const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return { files, directories, hasRules: files.some(({ name }) => name === '.gitignore') };
  }

  /** Links on the way count as folders only where they lead to one inside the checkout. */
  #kindOf(file: string): Kind {
    if (file === '') return 'directory';
    const known = this.#kinds.get(file);
    if (known) return known;
    const parent = path.posix.dirname(file);
    const isReachable = parent === '.' || this.#kindOf(parent) === 'directory';
    const kind = isReachable ? this.#look(file) : 'nothing';
    this.#kinds.set(file, kind);
    return kind;
  }

  #look(file: string): Kind {
    const absolute = path.join(this.root, file);
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    if (!stats) return 'nothing';
    if (stats.isDirectory()) return 'directory';
    if (stats.isFile()) return 'file';
    if (!stats.isSymbolicLink()) return 'nothing';
    return this.#purpose === 'inputs' && this.#leadsToFolderInside(absolute) ? 'directory' : 'link';
  }

  #leadsToFolderInside(link: string): boolean {
    try {
      const target = realpathSync(link);
      const root = realpathSync(this.root);
      return target.startsWith(`${root}${path.sep}`) && lstatSync(target).isDirectory();
    } catch {
      // It leads nowhere, in a circle, or where nobody may look.
      return false;
    }
  }

  #rulesAt(directory: string): IgnoreRules {
    const known = this.#rules.get(directory);
    if (known) return known;
    // From the root down, without recursion: folders may be nested deeply.
    let rules = this.#ownRules('', null);
    for (const folder of foldersTo(directory)) rules = this.#ownRules(folder, rules);
    return rules;
  }

  #ownRules(directory: string, parent: IgnoreRules | null): IgnoreRules {
    const known = this.#rules.get(directory);
    if (known) return known;
    const hasNone = parent !== null && this.#listings.get(directory)?.hasRules === false;
    const rules = hasNone ? parent : new IgnoreRules(this.root, directory, parent);
    this.#rules.set(directory, rules);
    return rules;
  }
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The folders on the way to a place below the root, from the top down, and itself. */
function foldersTo(file: string): string[] {
  const names = file === '' ? [] : file.split('/');
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
}

function parentOf(file: string): string {
  const parent = path.posix.dirname(file);
  return parent === '.' ? '' : parent;
}
