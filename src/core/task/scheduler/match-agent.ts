import type { TaskNeeds } from '../declaration/declaration.ts';

/** What the scheduler knows of an agent. */
export interface AgentState {
  readonly id: string;
  readonly namespace: string;
  /** What it may use of the machine. */
  readonly resources: { readonly cores: number; readonly memoryBytes: number };
  readonly capabilities: readonly string[];
  readonly activeTasks: readonly string[];
}

export type Match =
  | { readonly kind: 'matched'; readonly agent: AgentState }
  /** A sentence that says what no agent has. */
  | { readonly kind: 'unmatched'; readonly reason: string };

/**
 * The agent that should do a task: of those that can, the one in whose namespace it was done last, since what it needs
 * is there already; among equals the one with the least to do.
 *
 * @param doneAt when the task was last done well in a namespace, ms since some moment long ago; null if never
 */
export function matchAgent(
  needs: TaskNeeds,
  agents: readonly AgentState[],
  doneAt: (namespace: string) => number | null,
): Match {
  const able = agents.filter(({ capabilities }) =>
    needs.capabilities.every((each) => capabilities.includes(each)),
  );
  if (able.length === 0) return { kind: 'unmatched', reason: missingText(needs, agents) };
  const large = able.filter(
    ({ resources }) =>
      resources.cores >= needs.cores && resources.memoryBytes >= (needs.memoryBytes ?? 0),
  );
  const [agent] = large.toSorted(
    (one, other) =>
      (doneAt(other.namespace) ?? 0) - (doneAt(one.namespace) ?? 0) ||
      one.activeTasks.length - other.activeTasks.length ||
      (one.id < other.id ? -1 : 1),
  );
  return agent
    ? { kind: 'matched', agent }
    : { kind: 'unmatched', reason: 'No agent may use as much of the machine as it needs.' };
}

function missingText({ capabilities }: TaskNeeds, agents: readonly AgentState[]): string {
  const had = new Set(agents.flatMap((agent) => agent.capabilities));
  const missing = capabilities.filter((each) => !had.has(each));
  return missing.length > 0
    ? `No agent here can do "${missing.join('", "')}".`
    : `No single agent here can do all of "${capabilities.join('", "')}".`;
}
