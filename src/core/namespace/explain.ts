import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import { computeNamespace, type NamespaceExplanation } from './compute.ts';

/** A namespace as its inputs are at this moment, and which parts differ from when the agent was spawned. */
export interface DriftedExplanation extends NamespaceExplanation {
  readonly drift: readonly string[];
}

/** What an agent's namespace is made of, held against the one it was spawned with. */
export async function explainAgent(
  { environment }: EngineContext,
  agent: Agent,
): Promise<DriftedExplanation> {
  const explanation = await computeNamespace({
    workspace: agent.path,
    agent: agent.id,
    environment,
    ...(agent.ecosystems.length > 0 && { ecosystems: agent.ecosystems }),
  });
  return { ...explanation, drift: driftedParts(agent.namespace, explanation.namespace) };
}

/** The namespace that an agent would get in a workspace; its last part is `AGENT`. */
export async function explainWorkspace(
  { environment }: EngineContext,
  workspace: string,
): Promise<DriftedExplanation> {
  const projects = await detectProjects(workspace);
  const explanation = await computeNamespace({ workspace, agent: 'AGENT', projects, environment });
  return { ...explanation, drift: [] };
}
