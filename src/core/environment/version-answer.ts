import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from './tool-output.ts';

/** What a tool is asked that answers the same until something changes that can be told. */
export interface VersionQuestion {
  /** Absolute. */
  readonly executable: string;
  readonly parameters: readonly string[];
  readonly folder: string;
  /** Whether another folder may have another answer. */
  readonly perFolder: boolean;
  /** Files and folders that change when the answer may, although the program itself (a shim) does not. */
  readonly witnesses: readonly string[];
  /** Variables that change the answer. */
  readonly variables: readonly string[];
}

export interface AskingOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Ask although the answer is known: to see whether it is the same. */
  readonly askAgain?: true | undefined;
}

const timeoutMs = 20_000;

/** By what they depend on; a program that was replaced or a toolchain that was switched has another key. */
const answers = new Map<string, Promise<string | null>>();
const maxAnswers = 500;

/**
 * What the tool prints, null where it fails; asked once in this process until something changes, also by several at
 * once. Nothing is installed for the asking.
 *
 * @throws LanekeeperError command-not-found, interrupted
 */
export async function answerOf(
  question: VersionQuestion,
  options: AskingOptions,
): Promise<string | null> {
  if (options.askAgain) return ask(question, options);
  const key = await keyOf(question, options.environment);
  for (;;) {
    const known = answers.get(key);
    if (!known) break;
    try {
      return await known;
    } catch (fault) {
      // Whoever asked may have been interrupted, which is no fault of this one.
      if (options.signal?.aborted) throw fault;
    }
  }
  const asked = ask(question, options);
  if (answers.size >= maxAnswers) answers.clear();
  answers.set(key, asked);
  const answer = await asked.catch((fault: unknown) => {
    answers.delete(key);
    throw fault;
  });
  // A tool that failed may answer later, when the machine is less busy.
  if (answer === null) answers.delete(key);
  return answer;
}

async function ask(
  { executable, parameters, folder }: VersionQuestion,
  { environment, signal }: AskingOptions,
): Promise<string | null> {
  const { exitCode, stdout } = await runTool(executable, parameters, {
    cwd: folder,
    environment: probeEnvironment(environment),
    timeoutMs,
    signal,
  });
  return exitCode === 0 ? stdout.toString('utf8') : null;
}

/** For questions: in English, and nothing is installed for them (rustup 1.28, corepack). */
export function probeEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, LC_ALL: 'C', RUSTUP_AUTO_INSTALL: '0', COREPACK_ENABLE_NETWORK: '0' };
}

async function keyOf(question: VersionQuestion, environment: NodeJS.ProcessEnv): Promise<string> {
  const { executable, parameters, folder, perFolder, variables } = question;
  const places = [await realpath(executable), ...question.witnesses, ...witnessesAbove(question)];
  const stamps = await Promise.all(places.map(stamp));
  const values = variables.map((name) => environment[name] ?? null);
  return JSON.stringify([executable, parameters, perFolder && folder, stamps, values]);
}

/** rustup and pyenv go by the nearest file of a name, in the folder or above it. */
function witnessesAbove({ folder, witnesses }: VersionQuestion): string[] {
  const names = witnesses
    .filter((file) => path.dirname(file) === folder)
    .map((file) => path.basename(file));
  const found: string[] = [];
  for (let at = folder; at !== path.dirname(at);) {
    at = path.dirname(at);
    for (const name of names) found.push(path.join(at, name));
  }
  return found;
}

/** A folder is told by what lies in it as well: rustup writes the files in `update-hashes` over. */
async function stamp(file: string): Promise<string> {
  const own = await stampOf(file);
  if (!own.isFolder) return own.text;
  const names = await readdir(file).catch(() => []);
  const within = await Promise.all(names.sort().map((name) => stampOf(path.join(file, name))));
  return [own, ...within].map(({ text }) => text).join('\n');
}

async function stampOf(
  file: string,
): Promise<{ readonly text: string; readonly isFolder: boolean }> {
  try {
    const stats = await stat(file, { bigint: true });
    const { mtimeNs, size, ino } = stats;
    return { text: `${file} ${mtimeNs} ${size} ${ino}`, isFolder: stats.isDirectory() };
  } catch {
    // Absent is an answer too: it changes when the file appears.
    return { text: file, isFolder: false };
  }
}
