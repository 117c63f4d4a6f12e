import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { git, type GitOptions } from './git.ts';

/** Which ignored files of a checkout its worktrees get as well. */
export interface IncludePatterns {
  /** The file that says so, relative to the top of the repository. */
  readonly source: string;
  /** Patterns in the syntax of gitignore(5), relative to the top. */
  readonly lines: readonly string[];
  /** How git is told of them. */
  readonly parameters: readonly string[];
}

export const includeFileName = '.worktreeinclude';

/** Far more than anybody writes by hand. */
const maxBytes = 256 * 1024;

/**
 * The patterns in `.worktreeinclude` at the top of a repository; null without the file.
 *
 * @throws LanekeeperError checkout-failed when it is too large
 */
export async function readIncludeFile(top: string): Promise<IncludePatterns | null> {
  const file = path.join(top, includeFileName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return null;
    throw fault;
  }
  if (text.length > maxBytes) {
    throw new LanekeeperError(
      'checkout-failed',
      `${includeFileName} is larger than ${String(maxBytes / 1024)} KiB.`,
      'It holds patterns like those of .gitignore, one a line: shorten it.',
    );
  }
  const lines = text.split(/\r?\n/).filter((line) => !/^(?:\s*|#.*)$/.test(line));
  return { source: includeFileName, lines, parameters: [`--exclude-from=${file}`] };
}

/** Patterns that another program's settings list one by one. */
export function includePatterns(source: string, lines: readonly string[]): IncludePatterns {
  return { source, lines, parameters: lines.map((line) => `--exclude=${line}`) };
}

/**
 * The files in a checkout that match the patterns and that git ignores, relative to its top, in byte order. A tracked
 * file is never among them, nor one in a submodule or in another repository that lies inside: git does not look there.
 *
 * @throws LanekeeperError checkout-failed with what git said, interrupted
 */
export async function listIncludedFiles(
  { source, lines, parameters }: IncludePatterns,
  place: GitOptions,
): Promise<string[]> {
  if (lines.length === 0) return [];
  const matched = await git(['ls-files', '-z', '--others', '--ignored', ...parameters], place);
  if (matched.exitCode !== 0) throw refused(source, matched.stderr);
  // A repository inside is listed as one entry that ends with a slash.
  const files = split(matched.stdout).filter((file) => !file.endsWith('/'));
  if (files.length === 0) return [];
  const input = files.map((file) => `${file}\0`).join('');
  const ignored = await git(['check-ignore', '-z', '--stdin'], { ...place, input });
  // 1: none of them is ignored (git-check-ignore(1)).
  if (ignored.exitCode !== 0 && ignored.exitCode !== 1) throw refused(source, ignored.stderr);
  return split(ignored.stdout).sort();
}

/** Names that are no UTF-8 cannot be named to git again and are left out. */
function split(output: Buffer): string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && !file.includes('�'));
}

function refused(source: string, said: string): LanekeeperError {
  return new LanekeeperError(
    'checkout-failed',
    `git could not tell which files ${source} names: ${said.trim().slice(0, 500)}`,
    `Correct ${source}, or remove it.`,
  );
}
