import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { UserAgentType } from '../../configuration.ts';
import type { EcosystemName, Project } from '../../environment/ecosystem.ts';
import { detectProjects } from '../../environment/ecosystems.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { runTool } from '../../environment/tool-output.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import { type AgentType, agentTypes, findAgentType, type FollowUp } from './agent-types.ts';

/** One agent type as it stands in one workspace. */
export interface AgentTypeAvailability {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly interactive: boolean;
  readonly available: boolean;
  /** Why it is not available and what to do about it, as sentences; null when it is. */
  readonly reason: string | null;
  readonly cure: string | null;
  /** The program that is started, by its file's name; null when not available. */
  readonly program: string | null;
  /** What that program says of its version; null when it was not asked or did not answer. */
  readonly version: string | null;
  /** What it would run; empty when not available. */
  readonly command: string[];
  /** Where, relative to the workspace with `/` between the parts; `.` is the workspace itself. */
  readonly directory: string;
  /** Whose projects to prepare before the command. */
  readonly ecosystems: readonly EcosystemName[];
  /** What the command needs installed beyond what the projects ask for. */
  readonly needs: readonly string[];
  readonly class: ResourceClass | null;
  readonly followUp?: FollowUp;
}

export interface DetectOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly own?: readonly UserAgentType[];
  /** In a workspace nobody trusts yet no tool is run, not even for its version. */
  readonly isTrusted?: boolean;
  readonly projects?: readonly Project[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every agent type, those that can run in the workspace first.
 *
 * @throws LanekeeperError `workspace-missing`
 */
export async function detectAgentTypes(
  workspace: string,
  options: DetectOptions = {},
): Promise<AgentTypeAvailability[]> {
  const context = await contextOf(workspace, options);
  const found = await Promise.all(
    agentTypes(options.own).map((type) => availability(type, context)),
  );
  return [...found.filter((each) => each.available), ...found.filter((each) => !each.available)];
}

/**
 * One agent type in the workspace.
 *
 * @throws LanekeeperError `agent-type-unknown`, `workspace-missing`
 */
export async function detectAgentType(
  name: string,
  workspace: string,
  options: DetectOptions = {},
): Promise<AgentTypeAvailability> {
  const type = findAgentType(name, options.own);
  return availability(type, await contextOf(workspace, options));
}

interface Context {
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
  readonly isTrusted: boolean;
  readonly signal: AbortSignal | undefined;
}

async function contextOf(workspace: string, options: DetectOptions): Promise<Context> {
  return {
    workspace,
    projects: options.projects ?? (await detectProjects(workspace)),
    environment: inheritedEnvironment(options.environment ?? process.env),
    isTrusted: options.isTrusted ?? true,
    signal: options.signal,
  };
}

async function availability(type: AgentType, context: Context): Promise<AgentTypeAvailability> {
  const { title, description, interactive } = type;
  const facts = { type: type.type, title, description, interactive };
  const resolution = await type.resolve(context);
  if (!resolution.available) {
    const { reason, cure } = resolution;
    const nothing = {
      program: null,
      version: null,
      command: [],
      directory: '.',
      ecosystems: [],
      needs: [],
    };
    return { ...facts, ...nothing, available: false, reason, cure, class: null };
  }
  const { program, command, ...rest } = resolution;
  const version = context.isTrusted ? await versionOf(program, context) : null;
  return {
    ...facts,
    ...rest,
    command: [...command],
    program: path.parse(program).name,
    version,
    reason: null,
    cure: null,
  };
}

const timeoutMs = 5_000;

/** By program and the time it last changed. */
const versions = new Map<string, Promise<string | null>>();

/** Asked in the home folder: in the workspace some tools would first install the version it names. */
async function versionOf(program: string, context: Context): Promise<string | null> {
  if (isUnder(program, context.workspace)) return null;
  const { mtimeMs } = await stat(program);
  const key = `${program}\0${mtimeMs}`;
  const known = versions.get(key) ?? askVersion(program, context);
  versions.set(key, known);
  const version = await known.catch(() => null);
  if (version === null) versions.delete(key);
  return version;
}

async function askVersion(program: string, context: Context): Promise<string | null> {
  const output = await runTool(program, ['--version'], {
    cwd: homedir(),
    environment: { ...context.environment, COREPACK_ENABLE_NETWORK: '0', NO_COLOR: '1' },
    timeoutMs,
    signal: context.signal,
  });
  if (output.exitCode !== 0) return null;
  const text = output.stdout.toString('utf8') || output.stderr;
  return /\d+\.\d+[\w.+-]*/.exec(text)?.[0] ?? null;
}

function isUnder(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
