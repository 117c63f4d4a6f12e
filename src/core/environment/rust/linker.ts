import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../error.ts';
import type { Location } from '../../location.ts';
import { findExecutable } from '../../process/find-executable.ts';
import { probeEnvironment } from '../version-answer.ts';
import { targetVariable } from './target-variable.ts';
import type { RustToolchain } from './toolchain.ts';
import { runTool, type ToolOptions } from '../tool-output.ts';

const linkerChoiceSchema = z.object({
  /** What the C compiler that links is told to use; null: it, or rustc, decides. */
  linker: z.enum(['mold', 'lld']).nullable(),
  /** Why, as a sentence. */
  reason: z.string(),
});

export type LinkerChoice = z.infer<typeof linkerChoiceSchema>;

export interface LinkerQuestion {
  readonly toolchain: RustToolchain;
  /** The project's folder, which decides which rustc runs. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly location: Location;
}

/** Fastest first (https://github.com/rui314/mold#how-fast-is-mold), with the program that the C compiler looks for. */
const candidates = [
  { linker: 'mold', program: 'mold' },
  { linker: 'lld', program: 'ld.lld' },
] as const;

/** What links for rustc unless it is told otherwise, through the C compiler. */
const drivers = ['cc', 'gcc', 'clang'] as const;

const timeoutMs = 60_000;

/** What is being found out in this process, by where it will be kept: agents that are spawned at once wait for one. */
const underWay = new Map<string, Promise<LinkerChoice | null>>();

/**
 * The linker for all agents of a toolchain. A faster one than rustc takes by itself is taken only where it has linked a
 * program that runs and that bears its name; rustc ≥ 1.90 takes LLD by itself on x86_64 Linux. What was found is kept
 * until the toolchain or a linker is another one, since flags are part of what cargo and sccache know a crate by: all
 * agents have the same, or they share nothing.
 */
export async function chooseLinker(question: LinkerQuestion): Promise<LinkerChoice> {
  if (process.platform !== 'linux' && process.platform !== 'freebsd') {
    return { linker: null, reason: 'Other linkers are only looked for on Linux and FreeBSD.' };
  }
  const record = path.join(question.location.home, 'linkers', `${await keyOf(question)}.json`);
  const known = await readRecord(record);
  if (known) return known;
  let finding = underWay.get(record);
  if (!finding) {
    finding = findOut(question, record).finally(() => underWay.delete(record));
    underWay.set(record, finding);
  }
  return (await finding) ?? { linker: null, reason: 'rustc cannot link a program here.' };
}

async function findOut(question: LinkerQuestion, record: string): Promise<LinkerChoice | null> {
  const choice = await tryLinkers(question, path.dirname(record));
  if (choice !== null) await writeRecord(record, choice);
  return choice;
}

/** Null where nothing can be linked at all, which may be another time. */
async function tryLinkers(
  { toolchain, folder, environment }: LinkerQuestion,
  place: string,
): Promise<LinkerChoice | null> {
  const directory = path.join(place, `probe-${randomUUID()}`);
  await mkdir(directory, { recursive: true });
  const link = (linker: string | null): Promise<string | null> =>
    linkWith(linker, { toolchain, folder, environment, directory });
  try {
    const usual = await link(null);
    if (usual === null) return null;
    if (usual !== 'another linker') {
      return { linker: null, reason: `rustc links with ${usual} by itself.` };
    }
    const refused: string[] = [];
    for (const { linker, program } of candidates) {
      if ((await findExecutable(program, environment)) === null) {
        refused.push(`${program} is not on PATH`);
      } else if ((await link(linker))?.toLowerCase() === linker) {
        return { linker, reason: `${linker} has linked a program that runs.` };
      } else refused.push(`${linker} does not link for this rustc`);
    }
    return { linker: null, reason: `The C compiler’s linker is used: ${refused.join(', ')}.` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const greeting = 'linked';

/** Who linked a program, by what it wrote into it; null where none came out, or one that does not run. */
async function linkWith(
  linker: string | null,
  probe: Pick<LinkerQuestion, 'toolchain' | 'folder' | 'environment'> & { directory: string },
): Promise<string | null> {
  const program = path.join(probe.directory, linker ?? 'usual');
  const flags = linker === null ? [] : ['-C', `link-arg=-fuse-ld=${linker}`];
  const options = {
    cwd: probe.folder,
    environment: { ...probeEnvironment(probe.environment), TMPDIR: probe.directory },
    timeoutMs,
  };
  const { exitCode } = await runTool(
    probe.toolchain.rustc,
    ['--crate-name', 'probe', '--edition', '2021', ...flags, '-o', program, '-'],
    { ...options, input: `fn main() { print!("${greeting}") }` },
  );
  if (exitCode !== 0 || (await saidBy(program, options)) !== greeting) return null;
  const binary = await readFile(program);
  // Both leave their version in the section .comment.
  if (binary.includes('Linker: LLD') || /Linker: \w+ LLD/.test(binary.toString('latin1'))) {
    return 'LLD';
  }
  return binary.includes('mold ') ? 'mold' : 'another linker';
}

/** What a program prints; null where there is none although the compiler succeeded, or none that this place may run. */
async function saidBy(program: string, options: ToolOptions): Promise<string | null> {
  try {
    return (await runTool(program, [], options)).stdout.toString('utf8');
  } catch (fault) {
    if (fault instanceof LanekeeperError && fault.code === 'command-not-found') return null;
    throw fault;
  }
}

/** Another one whenever the compiler, a linker or what runs it is. */
async function keyOf({ toolchain, environment }: LinkerQuestion): Promise<string> {
  const programs = [...drivers, 'ld', ...candidates.map(({ program }) => program)];
  const stamps = await Promise.all(programs.map((program) => stampOf(program, environment)));
  const { release, host, commit } = toolchain;
  return createHash('sha256')
    .update(JSON.stringify([release, host, commit, stamps]))
    .digest('hex')
    .slice(0, 16);
}

async function stampOf(program: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const file = await findExecutable(program, environment);
  if (file === null) return null;
  const { mtimeMs, size } = await stat(file);
  return [await realpath(file), mtimeMs, size].join(' ');
}

async function readRecord(file: string): Promise<LinkerChoice | null> {
  try {
    return linkerChoiceSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing, or written by another version: it is found out again.
    return null;
  }
}

/** Written beside and renamed: an agent that is made meanwhile reads all of it or nothing. */
async function writeRecord(file: string, choice: LinkerChoice): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(choice), { flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The variable that brings a choice to cargo; none where nothing is to be told. */
export function linkerVariables(host: string, { linker }: LinkerChoice): Record<string, string> {
  if (linker === null) return {};
  return { [targetVariable(host, 'RUSTFLAGS')]: `-Clink-arg=-fuse-ld=${linker}` };
}
