import { LanekeeperError } from '../error.ts';

/** Long enough for a status of a large tree on a slow disk, short enough for someone who waits. */
const timeLimitMs = 120_000;

/** A status with more than this much to say is a dirty one. */
const outputLimit = 64 * 1024 * 1024;

/** Settings that let git take a changed file for an unchanged one (git-config(1), `core.*`). */
const cautiously: readonly string[] = [
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.trustctime=true',
  'core.checkStat=default',
].flatMap((setting) => ['-c', setting]);

export interface GitResult {
  /** Null when git was killed or its output was cut off. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where git works: its own directory, and the files it compares with, which may have been moved meanwhile. */
export interface GitPlace {
  readonly gitDirectory: string;
  readonly tree: string | null;
}

/**
 * Runs git on exactly the given directories. Whatever the caller's environment says of other repositories (GIT_DIR,
 * GIT_INDEX_FILE, GIT_CONFIG_* …: git(1)) is left out, no optional lock is taken that would disturb a user's own git,
 * and no setting is heeded that makes git overlook changes. Throws `toolchain-missing` without git.
 */
export async function runGit(place: GitPlace, args: readonly string[]): Promise<GitResult> {
  const { execa } = await import('execa');
  const result = await execa('git', ['--no-optional-locks', ...cautiously, ...args], {
    cwd: place.tree ?? place.gitDirectory,
    env: environmentFor(place),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    timeout: timeLimitMs,
    maxBuffer: outputLimit,
  });
  if (result.code === 'ENOENT' && result.exitCode === undefined) {
    throw new LanekeeperError(
      'toolchain-missing',
      'git was not found, and only git can tell whether a worktree holds work.',
      'Install git, or put it on PATH.',
      { cause: result },
    );
  }
  return {
    exitCode: result.isMaxBuffer || result.timedOut ? null : (result.exitCode ?? null),
    stdout: result.stdout,
    stderr: result.stderr,
  };
}

/** The output of a command that must succeed. Throws `command-failed` with what git said. */
export async function readGit(place: GitPlace, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runGit(place, args);
  if (exitCode === 0) return stdout;
  throw new LanekeeperError(
    'command-failed',
    `git ${args.join(' ')} failed: ${stderr.trim() || 'it gave no answer in time'}`,
    `Run it in ${place.tree ?? place.gitDirectory} to see why.`,
  );
}

function environmentFor({ gitDirectory, tree }: GitPlace): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_DIR: gitDirectory,
    ...(tree === null ? {} : { GIT_WORK_TREE: tree }),
    GIT_TERMINAL_PROMPT: '0',
  };
}
