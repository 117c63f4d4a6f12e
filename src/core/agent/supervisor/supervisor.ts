import { toLanekeeperError } from '../../error.ts';
import { LockWatcher } from '../../contention/kernel/lock-watcher.ts';
import { locate } from '../../location.ts';
import { UsageRecorder } from '../../metrics/usage-recorder.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { currentIdentity } from '../../process/identity.ts';
import { isZombie } from '../../process/process-entry.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { writePatiently } from '../../store/patient-write.ts';
import { Store, type Transaction } from '../../store/store.ts';
import { WriteRecorder } from '../../verification/write-recorder.ts';
import { type Agent, isLive } from '../agent.ts';
import { type Ending, recordEnding } from '../end/ending.ts';
import { agentNotFound, updateAgent } from '../registry.ts';
import type { SuperviseOptions } from './run-options.ts';
import { runTasks } from './task-run.ts';

/**
 * Runs the waiting tasks of one agent, one after the other, and records all that happens to them. It is a process of
 * its own, so that the agent outlives the window or command line that spawned it and its exit code is never lost.
 *
 * @throws LanekeeperError agent-not-found, and as `Store` does
 */
export async function supervise(options: SuperviseOptions): Promise<Ending> {
  const { id, uid } = options;
  const { environment, onFault } = options;
  const location = locate(environment);
  const store = new Store(location.database);
  const usage = new UsageRecorder(store, onFault);
  const writes = new WriteRecorder({ store, location, environment, onFault });
  const locks = new LockWatcher({ store, onFault });
  try {
    const agent = await store.write((transaction) =>
      updateAgent(transaction, { id, uid }, (current) => ({
        process: currentIdentity(),
        status: 'running',
        statusReason: current.interactive ? 'Its checkout is being set up.' : null,
      })),
    );
    if (!agent) throw agentNotFound(id);
    options.onReady();
    usage.start();
    writes.start();
    locks.start();
    const ending = await endingOf(store, agent, options);
    // While the agent still counts as live, so that its last moments are stored as well.
    await Promise.all([usage.stop(), writes.stop(), locks.stop()]);
    const record = (transaction: Transaction): void => {
      if (agent.interactive && ending.status === 'done') {
        handOver(transaction, agent);
        return;
      }
      const pids = leftBehind(agent);
      recordEnding(transaction, agent, withLeftovers(ending, pids.length));
      if (pids.length > 0) transaction.emit({ type: 'processes-left-behind', agent: id, pids });
    };
    await writePatiently(store, record, options.onFault);
    return ending;
  } finally {
    await Promise.all([usage.stop(), writes.stop(), locks.stop()]);
    store.dispose();
  }
}

/** The checkout of an interactive agent is set up: it goes back to whoever makes it, who gives it a terminal. */
function handOver(transaction: Transaction, agent: Agent): void {
  updateAgent(transaction, agent, (current) =>
    isLive(current.status) ? { status: 'starting', statusReason: null, process: null } : {},
  );
}

/** Whatever goes wrong in here is the agent's end, told in its registry entry and not only to a log nobody reads. */
async function endingOf(store: Store, agent: Agent, options: SuperviseOptions): Promise<Ending> {
  try {
    return await runTasks(store, agent, options);
  } catch (thrown) {
    options.onFault(thrown);
    const { message, cure } = toLanekeeperError(thrown);
    return { status: 'failed', reason: `${message} ${cure}`, exitCode: null };
  }
}

function withLeftovers(ending: Ending, count: number): Ending {
  if (count === 0) return ending;
  const note = `${String(count)} of its processes still run in the background.`;
  return { ...ending, reason: ending.reason === null ? note : `${ending.reason} ${note}` };
}

/** Pids of what the agent's commands started and left running, daemons included. */
function leftBehind(agent: Agent): number[] {
  const roots = [{ uid: agent.uid, process: currentIdentity() }];
  const found = new AgentProcesses().find(roots, readProcessTable()).get(agent.uid) ?? [];
  return found
    .filter((entry) => entry.pid !== process.pid && !isZombie(entry))
    .map((entry) => entry.pid);
}
