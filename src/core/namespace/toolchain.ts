import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { EcosystemName, Project } from '../environment/ecosystem.ts';
import { answerOf } from '../environment/version-answer.ts';
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

const notFound = 'not found';

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
  const { environment } = options;
  const executable = await findFirst(probe.programs, environment);
  if (!executable) return notFound;
  const answer = await answerOf(
    {
      executable,
      parameters: probe.parameters,
      folder,
      perFolder: probe.perFolder,
      witnesses: probe.witnesses?.(environment, folder) ?? [],
      variables: probe.variables ?? [],
    },
    options,
  );
  return (answer === null ? null : probe.read(answer)) ?? 'no answer';
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
