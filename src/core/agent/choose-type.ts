import type { EcosystemName } from '../environment/ecosystem.ts';
import { LanekeeperError } from '../error.ts';
import type { EngineContext } from './context.ts';
import { type AgentTypeAvailability, detectAgentTypes } from './detect-types.ts';

export interface TypeRequest {
  readonly workspace: string;
  readonly type?: string;
  readonly command?: readonly string[];
  readonly interactive?: boolean;
}

/** What an agent will be: its type, what it runs, and where below its checkout. */
export interface TypeChoice {
  readonly type: string;
  readonly interactive: boolean;
  /** Empty for a plain shell. */
  readonly command: readonly string[];
  readonly directory: string;
  readonly detected: AgentTypeAvailability | null;
  readonly ecosystems: readonly EcosystemName[];
}

/**
 * Turns what the user asked for into a type. `auto` takes the first build loop that this workspace has what it needs.
 *
 * @throws LanekeeperError agent-type-unknown, toolchain-missing, usage
 */
export async function chooseAgentType(
  { configuration, environment }: EngineContext,
  { workspace, type = 'auto', command, interactive }: TypeRequest,
): Promise<TypeChoice> {
  const types = await detectAgentTypes({
    workspace,
    environment,
    userTypes: configuration.agentTypes,
  });
  const detected =
    type === 'auto'
      ? types.find((each) => each.available && !each.interactive)
      : types.find((each) => each.type === type);
  if (!detected && type !== 'auto') throw unknownType(type, types);
  const isInteractive = interactive ?? detected?.interactive ?? false;
  if (command) {
    // What the user wants run counts; the type only says whose variables and preparation it needs.
    return choice(detected ?? null, isInteractive, command, '.');
  }
  if (type === 'auto' && isInteractive) return choice(null, true, [], '.');
  if (!detected) throw nothingDetected(workspace);
  if (!detected.available) {
    throw new LanekeeperError(
      'toolchain-missing',
      `The agent type "${type}" cannot be used here: ${detected.reason ?? 'something it needs is missing'}`,
      'Install what is missing, choose another type, or give a command of your own.',
    );
  }
  if (detected.interactive && !isInteractive) {
    throw new LanekeeperError(
      'usage',
      `"${type}" talks to a person, and here is no terminal for it.`,
      `Spawn it in VS Code, or give a command that runs by itself: lanekeeper spawn --type ${type} -- ${detected.command.join(' ')} …`,
    );
  }
  return choice(detected, isInteractive, detected.command, detected.directory);
}

function choice(
  detected: AgentTypeAvailability | null,
  interactive: boolean,
  command: readonly string[],
  directory: string,
): TypeChoice {
  return {
    type: detected?.type ?? 'auto',
    interactive,
    command,
    directory,
    detected,
    ecosystems: detected?.ecosystems ?? [],
  };
}

function unknownType(type: string, types: readonly AgentTypeAvailability[]): LanekeeperError {
  return new LanekeeperError(
    'agent-type-unknown',
    `There is no agent type ${JSON.stringify(type)}.`,
    `Choose one of: auto, ${types.map((each) => each.type).join(', ')}; or define it in the settings.`,
  );
}

function nothingDetected(workspace: string): LanekeeperError {
  return new LanekeeperError(
    'agent-type-unknown',
    `No Rust, Python or Node project with its tools was found in ${workspace}.`,
    'Name a type with --type, or say what to run: lanekeeper spawn -- COMMAND.',
  );
}
