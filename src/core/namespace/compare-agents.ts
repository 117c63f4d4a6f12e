import type { Agent } from '../agent/agent.ts';
import { compareNamespaces, type NamespaceComparison } from './compare.ts';
import { readExplanation } from './explain.ts';

/** What the namespaces of two agents differ in, as they were when these were spawned. */
export async function compareAgents(one: Agent, other: Agent): Promise<NamespaceComparison> {
  return compareNamespaces(...(await Promise.all([readExplanation(one), readExplanation(other)])));
}
