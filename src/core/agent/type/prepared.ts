import path from 'node:path';
import type { EcosystemName, PreparationStep } from '../../environment/ecosystem.ts';
import { detectProjects } from '../../environment/ecosystems.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { preparationSteps } from '../../environment/preparation.ts';
import { askRustToolchain } from '../../environment/rust/toolchain.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { detectAgentType } from './detect-types.ts';
import { namespaceRoot } from '../namespace-root.ts';

interface Kind {
  readonly interactive: boolean;
  readonly ecosystems: readonly EcosystemName[];
}

/**
 * Whose projects are made ready for an agent before its command: those that its type works on. One that lives in a terminal
 * and may do anything, such as a coding agent, gets a virtual environment, without which pip would write elsewhere.
 */
export function preparedEcosystems({ interactive, ecosystems }: Kind): readonly EcosystemName[] {
  if (!interactive) return ecosystems;
  return ecosystems.length === 0 || ecosystems.includes('python') ? ['python'] : [];
}

/** Whether the agent can do without what is prepared for it, since nobody said that its command needs it. */
export function canDoWithout({ interactive }: Pick<Kind, 'interactive'>): boolean {
  return interactive;
}

/** What its type's command needs installed; a command of the user's own, without a type, needs nothing of ours. */
export async function needsOf(
  { configuration, environment }: Pick<EngineContext, 'configuration' | 'environment'>,
  { type, workspace, ecosystems }: Pick<Agent, 'type' | 'workspace' | 'ecosystems'>,
): Promise<readonly string[]> {
  if (type === 'auto' && ecosystems.length === 0) return [];
  const { needs } = await detectAgentType(type, workspace, {
    environment,
    own: configuration.agentTypes,
  });
  return needs;
}

/** The steps that prepare the agent's projects as they are at this moment, for the environment that it has. */
export async function currentSteps(
  context: Pick<EngineContext, 'location' | 'configuration' | 'environment'>,
  agent: Agent,
  of: readonly EcosystemName[] = preparedEcosystems(agent),
): Promise<PreparationStep[]> {
  const hasVenv = agent.environment['VIRTUAL_ENV'] !== undefined;
  const ecosystems = of.filter((name) => name !== 'python' || hasVenv);
  if (ecosystems.length === 0) return [];
  const projects = await detectProjects(agent.path);
  const inherited = inheritedEnvironment(context.environment);
  const rust = ecosystems.includes('rust')
    ? projects.find(({ ecosystem }) => ecosystem === 'rust')
    : undefined;
  return preparationSteps({
    contract: {
      checkout: agent.path,
      workspace: agent.workspace,
      namespaceRoot: namespaceRoot(agent),
      location: context.location,
      projects,
      rust: {
        toolchain: rust
          ? await askRustToolchain(path.join(agent.path, rust.directory), inherited)
          : null,
      },
      platform: process.platform,
      inherited,
    },
    variables: agent.environment,
    ecosystems,
    needs: await needsOf(context, agent),
  });
}
