import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { git, type GitOptions } from '../checkout/git.ts';
import { errorCode } from '../process/error-code.ts';
import type { SetupStep } from './step.ts';

/** A script that steps name: what it holds is agreed to as well. */
export interface NamedScript {
  /** Relative to the top of the checkout, with `/` between the parts. */
  readonly path: string;
  /** Of the file in the workspace. */
  readonly sha256: string;
  /** Of the committed one, which a worktree gets; null when it is not committed. */
  readonly blob: string | null;
}

const interpretedName = /\.(?:[bz]?sh|fish|[cm]?[jt]s|py|rb|pl|php|ps1|cmd|bat)$/i;
const maxBytes = 4 * 1024 * 1024;

/**
 * The scripts in the project that steps name in their own words. What such a script runs in turn is not looked for, and
 * files that it only reads do not count: they change with every day's work.
 *
 * @param top the checkout that the steps are read from, absolute
 */
export async function findNamedScripts(
  steps: readonly SetupStep[],
  top: string,
  place: Omit<GitOptions, 'cwd'>,
): Promise<NamedScript[]> {
  const found = new Map<string, string>();
  for (const step of steps) {
    for (const { word, isProgram } of wordsOf(step.command)) {
      for (const base of [step.directory, '.']) {
        const file = path.relative(top, path.resolve(top, base, word)).replaceAll(path.sep, '/');
        if (file === '' || file === '..' || file.startsWith('../') || path.isAbsolute(file))
          continue;
        if (found.has(file)) continue;
        const digest = await scriptDigest(path.join(top, file), isProgram);
        if (digest !== null) found.set(file, digest);
      }
    }
  }
  const files = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const blobs = await committedBlobs(
    files.map(([file]) => file),
    { ...place, cwd: top },
  );
  return files.map(([file, sha256]) => ({ path: file, sha256, blob: blobs.get(file) ?? null }));
}

/** The words of a command that may name a file. `isProgram`: it is what is run, whatever it is called. */
function wordsOf(command: readonly string[]): { word: string; isProgram: boolean }[] {
  const [program = '', first = '', ...rest] = command;
  const line = first === '-c' || program === 'cmd.exe' ? rest.at(-1) : undefined;
  if (line === undefined) {
    return command.map((word, index) => ({ word, isProgram: index < 2 }));
  }
  return (
    line
      .split(/[\s;&|()<>]+/)
      .map((word) => word.replaceAll(/["']/g, ''))
      // "$ROOT/script.sh": the variables that programs give name the top of a checkout.
      .map((word) => word.replace(/^\$\{?\w+\}?\//, ''))
      .filter((word) => word !== '' && !word.startsWith('-'))
      .map((word) => ({ word, isProgram: false }))
  );
}

/** The hash of a file that is a script by its name, its mode or its first line; null when it is none. */
async function scriptDigest(file: string, isProgram: boolean): Promise<string | null> {
  try {
    const stats = await stat(file);
    if (!stats.isFile() || stats.size > maxBytes) return null;
    const handle = await open(file);
    try {
      const content = await handle.readFile();
      const isScript =
        isProgram ||
        interpretedName.test(file) ||
        (process.platform !== 'win32' && (stats.mode & 0o111) !== 0) ||
        content.subarray(0, 2).toString('latin1') === '#!';
      return isScript ? createHash('sha256').update(content).digest('hex') : null;
    } finally {
      await handle.close();
    }
  } catch (fault) {
    // Most words name no file.
    if (
      ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EACCES', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(
        errorCode(fault),
      )
    )
      return null;
    throw fault;
  }
}

async function committedBlobs(
  files: readonly string[],
  place: GitOptions,
): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return new Map();
  const tree = await git(['ls-tree', '-z', 'HEAD', '--', ...files], place);
  // Without a repository or a commit nothing is committed.
  if (tree.exitCode !== 0) return new Map();
  const entries = tree.stdout.toString('utf8').split('\0');
  return new Map(
    entries.flatMap((entry) => {
      const [, id, file] = /^\d+ blob (\w+)\t([^]+)$/.exec(entry) ?? [];
      return id === undefined || file === undefined ? [] : [[file, id] as const];
    }),
  );
}
