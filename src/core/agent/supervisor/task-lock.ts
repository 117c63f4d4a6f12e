import { closeContention, openContention } from '../../contention/registry.ts';
import type { Contention } from '../../contention/contention.ts';
import type { Disposable } from '../../disposable.ts';
import { holdLock, type LockHolder } from '../../resource/machine-lock.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store } from '../../store/store.ts';
import { updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { listLiveAgents } from '../registry.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Holds what a task shares with other agents. While another has it, the task's reason, the agent's status, its log and
 * the record of contention say who; all of that ends with the wait, or with the agent.
 *
 * @throws LanekeeperError `interrupted` when the agent is stopped meanwhile
 */
export async function holdTaskLock(
  store: Store,
  agent: Agent,
  task: Task & { readonly lock: string },
  output: OutputRecorder,
  { stop, onFault }: Pick<RunOptions, 'stop' | 'onFault'>,
): Promise<Disposable> {
  let telling: Promise<Contention | null> = Promise.resolve(null);
  const tell = async (holder: LockHolder | null): Promise<Contention> => {
    const seen = describe(store, task, holder);
    await output.announce(plainText(seen.finding.text));
    return writePatiently(
      store,
      (transaction) => {
        updateTask(transaction, task.id, { reason: seen.finding.text });
        return openContention(transaction, { ...seen, agent: agent.id, stream: 'log' });
      },
      onFault,
    );
  };
  const lock = await holdLock(task.lock, {
    purpose: task.name,
    signal: stop,
    onWait: (holder) => {
      telling = tell(holder);
      // Looked at once the lock is held; a stop may come before.
      telling.catch(onFault);
    },
  });
  const told = await telling.catch(() => null);
  if (told === null) return lock;
  await writePatiently(
    store,
    (transaction) => {
      closeContention(transaction, told);
      updateTask(transaction, task.id, { reason: task.reason });
    },
    onFault,
  );
  return lock;
}

function describe(
  store: Store,
  { name, command: [tool = ''], directory }: Task,
  holder: LockHolder | null,
): Pick<Contention, 'holder' | 'finding'> {
  const owner = listLiveAgents(store).find(
    ({ process: its }) =>
      its?.pid === holder?.process.pid && its?.startTime === holder?.process.startTime,
  );
  const who = owner ? `Agent ${owner.name}` : holder ? `Process ${holder.process.pid}` : 'Another';
  const text = `${who} is at the same step in ${directory}: "${holder?.purpose ?? name}". This agent waits for it.`;
  return {
    holder: holder && {
      agent: owner?.id ?? null,
      pid: holder.process.pid,
      command: holder.purpose,
    },
    finding: {
      tool,
      kind: 'lock-wait',
      resource: directory,
      blocking: true,
      line: 1,
      text,
      cure: 'It goes on by itself. An agent with a worktree of its own waits for nobody here.',
      confidence: 'certain',
    },
  };
}
