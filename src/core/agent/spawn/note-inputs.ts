import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { openOutput } from '../supervisor/task-run.ts';

/** Tells in the agent's log what is odd about the inputs of its namespace, such as a lockfile in conflict. */
export async function noteInputs(
  { store, environment }: EngineContext,
  agent: Agent,
  notes: readonly string[],
): Promise<void> {
  if (notes.length === 0) return;
  const faults: unknown[] = [];
  const output = openOutput(store, agent, { environment, onFault: (fault) => faults.push(fault) });
  for (const note of notes) await output.announce(plainText(note));
  await output.close();
  if (faults.length > 0) throw faults[0];
}
