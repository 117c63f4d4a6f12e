import path from 'node:path';
import { findExecutable } from '../process/find-executable.ts';
import {
  available,
  type Explanation,
  type ProbeContext,
  type ProbeResult,
  unavailable,
} from './probe.ts';
import { whyUnwritable } from './unwritable.ts';

/** A tool that can be asked for its cache directory, as data. */
export interface AskedCache {
  /** Programs under which the tool can be found, the first found wins, with words that go before every question. */
  readonly programs: readonly (readonly [program: string, ...prefix: string[]])[];
  readonly version: { readonly ask: readonly string[]; readonly pattern: RegExp };
  readonly directory: {
    readonly ask: readonly string[];
    /** The part of the directory that is the shared store; absent if all of it is. */
    readonly within?: string;
    /** Faults that mean something particular; the first whose pattern fits the tool's complaint is shown. */
    readonly faults?: readonly (Explanation & { readonly pattern: RegExp })[];
  };
  /** How to come by the tool, as a whole sentence. */
  readonly install: string;
}

/** Asks a tool where its cache lies, so that its own settings files and defaults decide. */
export async function probeAskedCache(
  name: string,
  cache: AskedCache,
  { environment, answers, signal }: ProbeContext,
): Promise<ProbeResult> {
  const found = await firstFound(cache.programs, environment);
  if (!found) return unavailable(`${name} was not found on PATH.`, cache.install);
  const ask = (question: readonly string[]) =>
    answers.ask(found.executable, [...found.prefix, ...question], signal);

  const [versionAnswer, directoryAnswer] = await Promise.all([
    ask(cache.version.ask),
    ask(cache.directory.ask),
  ]);
  const version = versionAnswer.answered
    ? (cache.version.pattern.exec(versionAnswer.text)?.[1] ?? null)
    : null;
  if (!directoryAnswer.answered) {
    const { complaint } = directoryAnswer;
    const known = cache.directory.faults?.find(({ pattern }) => pattern.test(complaint));
    if (known) return unavailable(known.reason, known.cure, { version });
    return unavailable(
      `${name} does not say where its cache is: ${complaint}.`,
      `Check it with: ${[path.basename(found.executable), ...found.prefix, ...cache.directory.ask].join(' ')}.`,
      { version },
    );
  }
  // Tools print notices, if any, before the answer.
  const answer = directoryAnswer.text.split('\n').at(-1)?.trim() ?? '';
  if (!path.isAbsolute(answer)) {
    return unavailable(
      `${name} gives "${answer}" as its cache directory, which is not an absolute path.`,
      `Set the cache directory of ${name} to an absolute path.`,
      { version },
    );
  }
  const directory = path.join(answer, cache.directory.within ?? '');
  const unwritable = await whyUnwritable(answer);
  if (unwritable !== null) {
    return unavailable(
      `The cache of ${name} in ${answer} cannot be written (${unwritable}), so each agent has one of its own.`,
      'Make it writable and spawn the agents again.',
      { version, location: directory, directory },
    );
  }
  return available({ version, location: directory, directory });
}

async function firstFound(
  programs: AskedCache['programs'],
  environment: NodeJS.ProcessEnv,
): Promise<{ executable: string; prefix: string[] } | null> {
  for (const [program, ...prefix] of programs) {
    const executable = await findExecutable(program, environment);
    if (executable !== null) return { executable, prefix };
  }
  return null;
}
