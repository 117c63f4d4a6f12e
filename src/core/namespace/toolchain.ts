import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { EcosystemName, Project } from '../environment/ecosystem.ts';
import { runTool } from '../environment/tool-output.ts';
import { executableCandidates, findExecutable } from '../process/find-executable.ts';
import { type ToolchainProbe, toolchainProbes } from './toolchain-probes.ts';

/** One tool and what identifies its version; `value` is `not found` or `no answer` where it could not be told. */
export interface ToolchainInput {
  readonly name: string;
  readonly value: string;
}

export interface ToolchainOptions {
  readonly workspace: string;
  readonly ecosystems: readonly EcosystemName[];
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Ask the tools although their answers are known: to see whether they answer the same. */
  readonly askAgain?: true | undefined;
}

const timeoutMs = 20_000;
const notFound = 'not found';

/** Answers by what they depend on; a program that was replaced or a toolchain that was switched has another key. */
const answers = new Map<string, Promise<string>>();
const maxAnswers = 500;

/**
 * Asks every tool of the ecosystems which version it is, each once in this process until its program changes. The
 * result is sorted by name. Programs of the workspace may run (a rust-toolchain.toml can name a path), so only a
 * trusted workspace may be given.
 */
export async function describeToolchain(options: ToolchainOptions): Promise<ToolchainInput[]> {
  const inputs = await Promise.all(
    allQuestions(options).map(async ({ probe, name, folder }) => {
      const value = await ask(probe, folder, options);
      return probe.onlyIfFound && value === notFound ? [] : [{ name, value }];
    }),
  );
  return [...inputs.flat(), ...chosenTarget(options)].sort((a, b) =>
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
}

/** Files and folders, absolute and there or not, without a change of which no answer changes. */
export async function toolchainWitnesses(options: ToolchainOptions): Promise<string[]> {
  const { environment } = options;
  const found = await Promise.all(
    allQuestions(options).map(async ({ probe, folder }) => [
      ...(await placesOf(probe.programs, environment)),
      ...(probe.witnesses?.(environment, folder) ?? []),
    ]),
  );
  return [...new Set(found.flat())];
}

/** Where a program lies and leads to, and every place where another one would be found before it. */
async function placesOf(
  programs: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const places: string[] = [];
  for (const program of programs) {
    for (const candidate of executableCandidates(program, environment, process.platform)) {
      places.push(candidate);
      if (await findExecutable(candidate, environment)) {
        return [...places, await realpath(candidate).catch(() => candidate)];
      }
    }
  }
  return places;
}

/** What cargo builds for, where a variable says so; cargo's settings files are part of the project. */
function chosenTarget({ ecosystems, environment }: ToolchainOptions): ToolchainInput[] {
  const target = environment['CARGO_BUILD_TARGET'];
  return target && ecosystems.includes('rust') ? [{ name: 'rust target', value: target }] : [];
}

interface Question {
  readonly probe: ToolchainProbe;
  readonly name: string;
  readonly folder: string;
}

function allQuestions(options: ToolchainOptions): Question[] {
  return toolchainProbes
    .filter((probe) => options.ecosystems.includes(probe.ecosystem))
    .filter((probe) => !probe.systems || probe.systems.includes(process.platform))
    .flatMap((probe) => questions(probe, options));
}

/** One question a folder where the folder matters, named after it unless it is the workspace itself. */
function questions(probe: ToolchainProbe, options: ToolchainOptions): Question[] {
  const projects = options.projects.filter(({ ecosystem }) => ecosystem === probe.ecosystem);
  const { files } = probe;
  if (files && !projects.some((project) => files.some((file) => project.files.includes(file)))) {
    return [];
  }
  if (!probe.perFolder) return [{ probe, name: probe.name, folder: homedir() }];
  const directories = projects.length > 0 ? projects.map(({ directory }) => directory) : ['.'];
  return directories.map((directory) => ({
    probe,
    name: directory === '.' ? probe.name : `${probe.name} (${directory})`,
    folder: path.join(options.workspace, directory),
  }));
}

async function ask(
  probe: ToolchainProbe,
  folder: string,
  options: ToolchainOptions,
): Promise<string> {
  const executable = await findFirst(probe.programs, options.environment);
  if (!executable) return notFound;
  if (options.askAgain) return question(probe, executable, folder, options);
  const key = await cacheKey(probe, executable, folder, options.environment);
  const known = answers.get(key);
  if (known) return known;
  const answer = question(probe, executable, folder, options);
  if (answers.size >= maxAnswers) answers.clear();
  answers.set(key, answer);
  try {
    const value = await answer;
    // A tool that did not answer may do so later, when the machine is less busy.
    if (value === 'no answer') answers.delete(key);
    return value;
  } catch (fault) {
    answers.delete(key);
    throw fault;
  }
}

async function question(
  probe: ToolchainProbe,
  executable: string,
  folder: string,
  options: ToolchainOptions,
): Promise<string> {
  const output = await runTool(executable, probe.parameters, {
    cwd: folder,
    // No probe may install what it is asked about: rustup 1.28, corepack.
    environment: {
      ...options.environment,
      LC_ALL: 'C',
      RUSTUP_AUTO_INSTALL: '0',
      COREPACK_ENABLE_NETWORK: '0',
    },
    timeoutMs,
    signal: options.signal,
  });
  if (output.exitCode !== 0) return 'no answer';
  return probe.read(output.stdout.toString('utf8')) ?? 'no answer';
}

async function findFirst(
  programs: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  for (const program of programs) {
    const executable = await findExecutable(program, environment);
    if (executable) return executable;
  }
  return null;
}

async function cacheKey(
  probe: ToolchainProbe,
  executable: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const witnesses = [await realpath(executable), ...(probe.witnesses?.(environment, folder) ?? [])];
  const stamps = await Promise.all(witnesses.map(stamp));
  const values = (probe.variables ?? []).map((name) => environment[name] ?? null);
  return JSON.stringify([probe.name, executable, probe.perFolder && folder, stamps, values]);
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
