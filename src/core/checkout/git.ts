import { LanekeeperError } from '../error.ts';
import { findExecutable } from '../process/find-executable.ts';
import { runTool, type ToolOutput } from '../environment/tool-output.ts';

/**
 * What `git rev-parse --local-env-vars` lists: set in hooks, these point every git command at another repository than
 * the folder it runs in.
 */
export const gitLocalVariables: readonly string[] = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  'GIT_QUARANTINE_PATH',
];

export interface GitOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** What git reads on its standard input. */
  readonly input?: string | undefined;
}

/**
 * Runs git in a folder, without taking optional locks (a poller that refreshes the index breaks an agent's rebase) and
 * without asking for passwords.
 *
 * @throws LanekeeperError `toolchain-missing` without git
 */
export async function git(parameters: readonly string[], options: GitOptions): Promise<ToolOutput> {
  const executable = await findExecutable('git', options.environment);
  if (!executable) {
    throw new LanekeeperError(
      'toolchain-missing',
      'git is not on PATH.',
      'Install git (https://git-scm.com/downloads) and try again.',
    );
  }
  const environment = withoutVariables(options.environment, gitLocalVariables);
  environment['GIT_TERMINAL_PROMPT'] = '0';
  // Messages are matched in English.
  environment['LC_ALL'] = 'C';
  return runTool(executable, ['--no-optional-locks', ...parameters], { ...options, environment });
}

/** The standard output as text without the line feed at its end, or null when git failed. */
export async function gitLine(
  parameters: readonly string[],
  options: GitOptions,
): Promise<string | null> {
  const output = await git(parameters, options);
  return output.exitCode === 0 ? output.stdout.toString('utf8').replace(/\r?\n$/, '') : null;
}

/**
 * Answers of `git rev-parse`, one to each option, in one process; null when git fails. A path may hold a line feed: then,
 * and where git has no answer to one of them, each is asked for by itself.
 */
export async function revParse(
  questions: readonly string[],
  options: GitOptions,
): Promise<string[] | null> {
  const output = await git(['rev-parse', ...questions], options);
  if (output.exitCode !== 0) return null;
  const lines = output.stdout.toString('utf8').split(/\r?\n/).slice(0, -1);
  if (lines.length === questions.length) return lines;
  const answers: string[] = [];
  for (const question of questions) {
    answers.push((await gitLine(['rev-parse', question], options)) ?? '');
  }
  return answers;
}

function withoutVariables(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}
