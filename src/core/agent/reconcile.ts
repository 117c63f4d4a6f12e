import { LanekeeperError } from '../error.ts';
import { AgentProcesses } from '../process/agent-processes.ts';
import { isAlive } from '../process/identity.ts';
import { isZombie } from '../process/process-entry.ts';
import { readProcessTable } from '../process/process-table.ts';
import type { Store } from '../store/store.ts';
import { type Agent, isLive } from './agent.ts';
import { recordEnding } from './end/ending.ts';
import { listLiveAgents, readAgent, updateAgent } from './registry.ts';

/**
 * Holds the registry against the processes that there are, after a crash, a reboot or a reload. An agent is only ever
 * given up when neither its supervisor or shell nor any process that carries its mark is alive; while some are, it goes
 * on as what it was, with the reason beside it. Returns the agents that changed: none on a full disk, since what cannot
 * be recorded now will be by the next who looks, and what frees space must not fail for it.
 */
export async function reconcile(store: Store): Promise<Agent[]> {
  try {
    return await recordChanges(store);
  } catch (fault) {
    if (fault instanceof LanekeeperError && fault.code === 'disk-full') return [];
    throw fault;
  }
}

async function recordChanges(store: Store): Promise<Agent[]> {
  const doubtful = listLiveAgents(store).filter((agent) => !isHeld(agent));
  if (doubtful.length === 0) return [];
  const processes = new AgentProcesses().find(doubtful, readProcessTable());
  return store.write((transaction) =>
    doubtful.flatMap((agent) => {
      // Read again: its supervisor may have recorded the end meanwhile, or a restart have given it a living process.
      const current = readAgent(transaction, agent.id);
      if (current?.uid !== agent.uid || !isLive(current.status)) return [];
      if (isHeld(current)) return [];
      const left = (processes.get(agent.uid) ?? []).filter((entry) => !isZombie(entry)).length;
      if (left === 0) {
        const lost = recordEnding(transaction, agent, {
          status: 'lost',
          reason: 'Its processes are gone and nobody saw how they ended.',
          exitCode: null,
        });
        return lost ? [lost] : [];
      }
      const reason = `Its ${current.interactive ? 'shell' : 'supervisor'} is gone; ${String(left)} of its processes still run.`;
      if (current.statusReason === reason) return [];
      const kept = updateAgent(transaction, agent, () => ({ statusReason: reason }));
      return kept ? [kept] : [];
    }),
  );
}

/** Whether somebody who will record the agent's end is alive. */
export function isHeld({ status, process, spawner }: Agent): boolean {
  const holder = status === 'starting' ? spawner : process;
  return holder !== null && isAlive(holder);
}
