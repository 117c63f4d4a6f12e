import type { EcosystemName } from '../../environment/ecosystem.ts';
import { LanekeeperError } from '../../error.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { FollowUp } from './agent-types.ts';
import type { EngineContext } from '../context.ts';
import { type AgentTypeAvailability, detectAgentType } from './detect-types.ts';

export interface TypeRequest {
  readonly workspace: string;
  readonly type?: string;
  readonly command?: readonly string[];
  readonly interactive?: boolean;
  readonly signal?: AbortSignal;
}

/** What an agent will be: its type, what it runs, and where below its checkout. */
export interface TypeChoice {
  readonly type: string;
  readonly interactive: boolean;
  /** Empty for a plain shell. */
  readonly command: readonly string[];
  readonly directory: string;
  /** Whose projects to prepare first. */
  readonly ecosystems: readonly EcosystemName[];
  readonly needs: readonly string[];
  readonly class: ResourceClass | null;
  readonly followUp?: FollowUp;
}

/**
 * Turns what the user asked for into what is going to run. A command of the user's own counts more than the type's, and
 * then nothing has to be detected: the type only says what to prepare.
 *
 * @throws LanekeeperError agent-type-unknown, toolchain-missing, usage
 */
export async function chooseAgentType(
  { configuration, environment }: EngineContext,
  { workspace, type = 'auto', command, interactive, signal }: TypeRequest,
): Promise<TypeChoice> {
  const detected = await detectAgentType(type, workspace, {
    environment,
    own: configuration.agentTypes,
    signal,
  });
  const isInteractive = interactive ?? detected.interactive;
  const { ecosystems, needs } = detected;
  if (command) {
    const prepared = type === 'auto' ? { ecosystems: [], needs: [] } : { ecosystems, needs };
    return { type, interactive: isInteractive, command, directory: '.', class: null, ...prepared };
  }
  if (type === 'auto' && isInteractive) {
    return {
      type,
      interactive: true,
      command: [],
      directory: '.',
      ecosystems: [],
      needs: [],
      class: null,
    };
  }
  if (!detected.available) throw unavailable(detected);
  if (detected.interactive && !isInteractive) throw needsTerminal(detected);
  return { ...detected, interactive: isInteractive };
}

function unavailable({ type, reason, cure }: AgentTypeAvailability): LanekeeperError {
  return new LanekeeperError(
    'toolchain-missing',
    `The agent type "${type}" cannot be used here: ${reason ?? 'something it needs is missing.'}`,
    `${cure ?? ''} Or say what to run instead: lanekeeper spawn -- COMMAND.`.trimStart(),
  );
}

function needsTerminal({ type, command }: AgentTypeAvailability): LanekeeperError {
  return new LanekeeperError(
    'usage',
    `"${type}" talks to a person, and there is no terminal here for it.`,
    `Spawn it in VS Code, or give a command that runs by itself: lanekeeper spawn --type ${type} -- ${command.join(' ')} …`,
  );
}
