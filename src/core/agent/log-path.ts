import path from 'node:path';
import type { Agent } from './agent.ts';
import { namespaceRoot } from './namespace-root.ts';

/** Where what an agent's commands print is kept, inside its namespace. */
export function logPath(agent: Agent): string {
  return path.join(namespaceRoot(agent), 'log', 'agent.log');
}
