import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Ignore } from 'ignore';
import ignore from 'ignore';
import { errorCode } from '../../process/error-code.ts';

/** Never an input unless it is named: what git keeps for itself, and what package managers install. */
const alwaysIgnored: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * What the `.gitignore` files from the root of a checkout down to one folder say (gitignore(5): the file nearest to a
 * path decides, and in it the last rule).
 */
export class IgnoreRules {
  /** The nearest first. */
  readonly #files: readonly { readonly directory: string; readonly filter: Ignore }[];

  constructor(root: string, directory: string, parent: IgnoreRules | null) {
    const above = parent === null ? [] : parent.#files;
    const text = read(path.join(root, directory, '.gitignore'));
    this.#files =
      text === null ? above : [{ directory, filter: ignore.default().add(text) }, ...above];
  }

  /** @param file relative to the checkout's root */
  ignores(file: string, isDirectory: boolean): boolean {
    if (alwaysIgnored.has(path.posix.basename(file))) return true;
    for (const { directory, filter } of this.#files) {
      const below = directory === '' ? file : file.slice(directory.length + 1);
      const verdict = filter.test(isDirectory ? `${below}/` : below);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }
}

function read(file: string): string | null {
  // Most folders have none, and an exception costs ten times as much as the question.
  if (!lstatSync(file, { throwIfNoEntry: false })) return null;
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'ELOOP'].includes(errorCode(fault))) return null;
    throw fault;
  }
}
