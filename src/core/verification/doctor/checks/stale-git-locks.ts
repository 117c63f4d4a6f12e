import { existsSync, readlinkSync } from 'node:fs';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { readCommandLine } from '../../../process/command-line.ts';
import { readProcFile } from '../../../process/proc-file.ts';
import { programName } from '../../../process/program-name.ts';
import { countOf, formatDuration } from '../../../quantities.ts';
import { type Finding, verdictOf } from '../../check.ts';
import { gitPlaces } from '../../git-places.ts';
import { realpathOrSelf } from '../../real-path.ts';
import type { DoctorCheck, DoctorContext } from '../doctor-check.ts';

/** git takes its locks for moments; an editor for a commit message may hold one longer, but its git then lives. ms. */
const staleAfter = 60_000;

interface StaleLock {
  readonly file: string;
  readonly modified: number;
  /** Pids of gits at work in the repository: while there is one, nobody can tell whose the lock is. */
  readonly gits: readonly number[];
}

/** No lock file of git is left behind by one that died: git then refuses to work until somebody removes it. */
export const staleGitLocks: DoctorCheck = {
  id: 'locks.stale-git',
  stage: 'locks',
  async run(context) {
    const { repositories, looked, locks } = await find(context);
    const findings = locks.map(({ file, modified, gits }): Finding => {
      const age = formatDuration((Date.now() - modified) / 1000);
      return gits.length > 0
        ? {
            result: 'unknown',
            evidence: `${file} is ${age} old, and git runs there (${gits.join(', ')}).`,
            cure: 'Ask again when that git has ended.',
          }
        : {
            result: 'fail',
            evidence: `${file} is ${age} old, and no git runs in that repository.`,
            cure: `Remove ${file}; --fix moves it aside.`,
          };
    });
    if (findings.length > 0) return verdictOf(findings, '');
    const evidence = `No lock file older than ${formatDuration(staleAfter / 1000)} in ${countOf(looked.length, 'directory of git', 'directories of git')} of ${countOf(repositories, 'repository', 'repositories')}.`;
    return verdictOf(
      looked.length === 0 ? [] : [{ result: 'pass', evidence }],
      'Neither the workspace nor an agent is in a git repository.',
    );
  },
  async fix(context) {
    const { locks } = await find(context);
    const done: string[] = [];
    for (const { file, modified } of locks.filter(({ gits }) => gits.length === 0)) {
      // Only the very file that was judged: git may have taken the lock in the meantime.
      const now = await stat(file).catch(() => null);
      if (now?.mtimeMs !== modified) continue;
      const aside = `${file}.stale`;
      await rename(file, aside);
      done.push(`Moved ${file} to ${aside}.`);
    }
    return done;
  },
};

interface Found {
  readonly repositories: number;
  readonly looked: readonly string[];
  readonly locks: readonly StaleLock[];
}

interface Repository {
  /** The directories in which git puts its locks. */
  readonly places: readonly string[];
  /** Where a git that works on it runs, or what one is told. */
  readonly roots: readonly string[];
}

async function find(context: DoctorContext): Promise<Found> {
  const repositories = await repositoriesOf(context);
  const locks = await Promise.all(
    repositories.map(async ({ places, roots }) => {
      const found = (await Promise.all(places.map((place) => locksIn(place)))).flat();
      if (found.length === 0) return [];
      const gits = context.processes
        .filter(({ pid, name }) => /^git(?:-|$)/.test(programName(pid, name)))
        .filter(({ pid }) => mayWorkIn(pid, roots))
        .map(({ pid }) => pid);
      return found.map((lock) => ({ ...lock, gits }));
    }),
  );
  return {
    repositories: repositories.length,
    looked: repositories.flatMap(({ places }) => places),
    locks: locks.flat(),
  };
}

async function repositoriesOf({ workspace, agents }: DoctorContext): Promise<Repository[]> {
  const checkouts = await Promise.all(
    [...new Set([workspace, ...agents.map((agent) => agent.path)])].map(realpathOrSelf),
  );
  const commons = new Map<string, string[]>();
  for (const checkout of checkouts) {
    const place = await gitPlaces(checkout);
    if (place === null) continue;
    const common = await realpathOrSelf(place.common);
    commons.set(common, [...(commons.get(common) ?? []), checkout]);
  }
  return Promise.all(
    [...commons].map(async ([common, roots]) => {
      const linked = path.join(common, 'worktrees');
      const names = await readdir(linked).catch(() => []);
      const trees = await Promise.all(names.map((name) => treeOf(path.join(linked, name))));
      return {
        places: [common, ...names.map((name) => path.join(linked, name))],
        roots: [path.dirname(common), common, ...roots, ...trees.flatMap((tree) => tree ?? [])],
      };
    }),
  );
}

/** Where the worktree of a record lies (gitrepository-layout(5), worktrees/<id>/gitdir). */
async function treeOf(record: string): Promise<string | null> {
  const text = await readFile(path.join(record, 'gitdir'), 'utf8').catch(() => null);
  return text === null ? null : path.dirname(path.resolve(record, text.trim()));
}

async function locksIn(directory: string): Promise<Omit<StaleLock, 'gits'>[]> {
  const names = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.lock'))
      .map(async (name) => {
        const file = path.join(directory, name);
        const stats = await stat(file).catch(() => null);
        if (!stats?.isFile()) return [];
        return Date.now() - stats.mtimeMs > staleAfter ? [{ file, modified: stats.mtimeMs }] : [];
      }),
  );
  return found.flat();
}

/** Whether a git may be at work there: it runs there, was told of it, or does not show where it runs, as another user's. */
function mayWorkIn(pid: number, roots: readonly string[]): boolean {
  const directory = directoryOf(pid);
  if (directory === null) return existsSync(`/proc/${String(pid)}`);
  if (roots.some((root) => directory === root || directory.startsWith(`${root}/`))) return true;
  const told = `${readCommandLine(pid).join('\0')}\0${readProcFile(`/proc/${String(pid)}/environ`)?.toString() ?? ''}`;
  return roots.some((root) => told.includes(root));
}

function directoryOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`);
  } catch {
    return null;
  }
}
