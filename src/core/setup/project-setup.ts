import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { gitLine } from '../checkout/git.ts';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { findExecutable } from '../process/find-executable.ts';
import { findNamedScripts, type NamedScript } from './named-scripts.ts';
import type { CheckoutOrigin, FoundSettings, SettingsSource } from './settings-source.ts';
import { settingsSources } from './sources.ts';
import { numberAlike, type SetupStep, type Shell } from './step.ts';

/** What a project wants done before its agents start and before their checkouts go. */
export interface ProjectSetup {
  /** Whose settings they are: Lanekeeper, Conductor … */
  readonly tool: string;
  /** The files they stand in, absolute. */
  readonly files: readonly string[];
  /** The top of the checkout that the workspace is in, absolute. */
  readonly root: string;
  readonly setup: readonly SetupStep[];
  readonly teardown: readonly SetupStep[];
  /** The scripts that the steps name. */
  readonly scripts: readonly NamedScript[];
  /** Of the steps and those scripts: what the user agrees to. */
  readonly hash: string;
  /** Patterns of ignored files to copy where there is no `.worktreeinclude`. */
  readonly include: readonly string[];
  readonly source: SettingsSource;
}

export interface ProjectSetupRequest {
  /** Absolute and real. */
  readonly workspace: string;
  /** How the agent comes to its checkout. */
  readonly origin: CheckoutOrigin;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly platform?: NodeJS.Platform;
}

const maxBytes = 1024 * 1024;

/**
 * Reads the settings of the first program that has some, in the workspace or else at the top of its repository. Reading
 * runs nothing. Null when there are none, or none for agents of this origin.
 *
 * @throws LanekeeperError configuration-invalid, naming the file and what is wrong in it
 */
export async function readProjectSetup(request: ProjectSetupRequest): Promise<ProjectSetup | null> {
  const { workspace, origin, environment, signal, platform = process.platform } = request;
  const top = await topOf(workspace, environment, signal);
  const shell = await chooseShell(environment, platform);
  for (const source of settingsSources) {
    if (!source.origins.includes(origin)) continue;
    for (const folder of new Set([workspace, top])) {
      const directory = path.relative(top, folder).replaceAll(path.sep, '/') || '.';
      const read = (file: string) => readIfThere(path.join(folder, file), file);
      const found = await source.find({ folder, directory, shell, platform, read });
      if (!found) continue;
      return found.checkouts.includes(origin)
        ? complete(source, folder, top, found, { environment, signal })
        : null;
    }
  }
  return null;
}

/** Whether there is anything to run, and so anything to agree to. */
export function hasSteps(setup: Pick<ProjectSetup, 'setup' | 'teardown'>): boolean {
  return setup.setup.length > 0 || setup.teardown.length > 0;
}

async function complete(
  source: SettingsSource,
  folder: string,
  top: string,
  found: FoundSettings,
  place: { environment: NodeJS.ProcessEnv; signal: AbortSignal | undefined },
): Promise<ProjectSetup> {
  const setup = numberAlike(found.setup);
  const teardown = numberAlike(found.teardown);
  const scripts = await findNamedScripts([...setup, ...teardown], top, place);
  const agreedTo = JSON.stringify({ tool: source.tool, setup, teardown, scripts });
  return {
    tool: source.tool,
    files: found.files.map((file) => path.join(folder, file)),
    root: top,
    setup,
    teardown,
    scripts,
    hash: createHash('sha256').update(agreedTo).digest('hex'),
    include: found.include,
    source,
  };
}

/** The top of the workspace's repository, or the workspace itself where there is none. */
export async function topOf(
  workspace: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string> {
  if ((await findExecutable('git', environment)) === null) return workspace;
  const place = { cwd: workspace, environment, signal };
  const up = await gitLine(['rev-parse', '--show-cdup'], place);
  // In a bare repository there is no way up.
  return up === null ? workspace : realpath(path.resolve(workspace, up));
}

async function chooseShell(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<Shell> {
  if (platform === 'win32') return 'cmd';
  return (await findExecutable('bash', environment)) === null ? 'sh' : 'bash';
}

async function readIfThere(file: string, name: string): Promise<string | null> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return null;
    if (stats.size <= maxBytes) return await readFile(file, 'utf8');
  } catch (fault) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(fault))) return null;
    throw fault;
  }
  throw new LanekeeperError(
    'configuration-invalid',
    `${name} is too large for settings: more than ${String(maxBytes / 1024)} KiB.`,
    'Shorten it.',
  );
}
