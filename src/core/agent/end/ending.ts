import type { Transaction } from '../../store/store.ts';
import { closeAllContention } from '../../contention/registry.ts';
import { listTasks, updateTask } from '../../task/registry.ts';
import { type Agent, isLive } from '../agent.ts';
import { forgetInstall } from '../run/readers.ts';
import { ended, readAgent, updateAgent } from '../registry.ts';

/** How an agent came to its end. */
export interface Ending {
  readonly status: 'done' | 'failed' | 'stopped' | 'lost';
  readonly reason: string | null;
  readonly exitCode: number | null;
}

/**
 * Records that an agent is over: what it waited for is closed, and no task of it stays open. The first ending that is
 * recorded stands; null when the agent is gone or already over.
 */
export function recordEnding(
  transaction: Transaction,
  agent: Pick<Agent, 'id' | 'uid'>,
  { status, reason, exitCode }: Ending,
): Agent | null {
  const current = readAgent(transaction, agent.id);
  if (current?.uid !== agent.uid || !isLive(current.status)) return null;
  const updated = updateAgent(transaction, agent, () => ended(status, reason, exitCode));
  closeAllContention(transaction, agent.id);
  forgetInstall(transaction, agent);
  for (const task of listTasks(transaction, agent.id)) {
    if (task.endedAt === null) {
      updateTask(transaction, task.id, {
        status: status === 'lost' ? 'lost' : 'stopped',
        reason: status === 'failed' ? 'An earlier step failed.' : reason,
        endedAt: new Date().toISOString(),
      });
    }
  }
  return updated;
}
