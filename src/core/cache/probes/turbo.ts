import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { findExecutable } from '../../process/find-executable.ts';
import { jsonText } from '../json.ts';
import {
  available,
  type CacheProbe,
  type OutputReader,
  type ProbeContext,
  unavailable,
} from '../probe.ts';
import { findTurboRepository, turboCacheDirectory } from '../turbo-directory.ts';
import { explainReadOnly } from '../unwritable.ts';

/** turbo's local cache of task results. It lies in the repository. */
export const turbo: CacheProbe = {
  name: 'turbo',
  ecosystem: 'node',
  counting: {
    by: 'output',
    missReason: 'other-inputs',
    createReader: createTurboReader,
    silence: null,
  },
  async probe(context) {
    const version = await installedVersion(context);
    if (version === 'missing') {
      return unavailable(
        'turbo was found neither on PATH nor in the workspace.',
        'Install it in the repository, for example with: npm install --save-dev turbo.',
      );
    }
    if (context.workspace === null) {
      return unavailable(
        'turbo keeps its cache in the repository, and no workspace is open.',
        'Open a folder with a turbo.json.',
        { version },
      );
    }
    const repository = await findTurboRepository(context.workspace);
    if (!repository.found) {
      return unavailable(
        repository.fault === null
          ? 'The workspace has no turbo.json, so turbo is not in use here.'
          : `${repository.fault}.`,
        repository.fault === null
          ? 'To use turbo, add a turbo.json: https://turborepo.com/docs.'
          : 'Correct that file.',
        { version },
      );
    }
    const directory = await turboCacheDirectory(repository, context.environment, version);
    if (directory === repository.root) {
      return unavailable(
        `turbo's cache directory is the repository itself, ${directory}, among the sources.`,
        'Unset TURBO_CACHE_DIR if it is empty, or name a directory of its own.',
        { version },
      );
    }
    const explanation = await explainReadOnly('turbo', directory);
    return available({
      version,
      location: directory,
      directory,
      limit: repository.limit,
      explanation,
    });
  },
};

const packageSchema = jsonText.pipe(z.object({ version: z.string() }));

/** A turbo installed in the workspace comes first, as turbo itself has it; it is read, not run: a checkout is not trusted. */
async function installedVersion({
  workspace,
  environment,
  answers,
  signal,
}: ProbeContext): Promise<string | null> {
  if (workspace !== null) {
    const manifest = path.join(workspace, 'node_modules', 'turbo', 'package.json');
    const { data } = packageSchema.safeParse(await readFile(manifest, 'utf8').catch(() => ''));
    if (data) return data.version;
  }
  const executable = await findExecutable('turbo', environment);
  if (executable === null) return 'missing';
  const answer = await answers.ask(executable, ['--version'], signal);
  return answer.answered ? (/^(\d+\.\d+\.\S+)$/m.exec(answer.text)?.[1] ?? null) : null;
}

const bypass = /^\S+: cache bypass, force executing [0-9a-f]{16}$/;
const tasks = /^ Tasks: {4}\d+ successful, \d+ total$/;
const summary = /^Cached: {4}(?<hits>\d{1,9}) cached, (?<total>\d{1,9}) total$/;

/**
 * The summary at the end of a run, taken only right below the line that it always follows, so that a single quoted line
 * counts nothing. Its total holds tasks that turbo must not cache (`"cache": false`), which are no misses.
 */
function createTurboReader(): OutputReader {
  let bypassed = 0;
  let isBelowTasks = false;
  return (line) => {
    const isSummary = isBelowTasks;
    isBelowTasks = tasks.test(line);
    if (bypass.test(line)) bypassed += 1;
    const counts = isSummary ? summary.exec(line)?.groups : undefined;
    if (!counts) return null;
    const hits = Number(counts['hits']);
    const misses = Math.max(0, Number(counts['total']) - hits - bypassed);
    bypassed = 0;
    return { hits, misses };
  };
}
