import { LanekeeperError } from '../error.ts';
import type { Agent } from './agent.ts';

/** The directory that holds all an agent's tools write. */
export function namespaceRoot(agent: Pick<Agent, 'id' | 'roots'>): string {
  const root = agent.roots.find(({ kind }) => kind === 'namespace');
  if (root) return root.path;
  throw new LanekeeperError(
    'agent-not-running',
    `Agent "${agent.id}" has no namespace directory: it is still being made, or was cleaned.`,
    'Wait for it to start, or spawn it again.',
  );
}
