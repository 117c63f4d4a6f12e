import type { Lease } from '../resource/pool/acquire.ts';
import { writePatiently } from '../store/patient-write.ts';
import type { Store } from '../store/store.ts';
import { updateTask } from '../task/registry.ts';
import type { Task } from '../task/task.ts';
import { plainText } from '../terminal/plain-text.ts';
import type { Agent } from './agent.ts';
import { gatesOf } from './current-environment.ts';
import { takePlace } from './gate-place.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { updateAgent } from './registry.ts';
import type { RunOptions } from './task-run.ts';

/**
 * The place of a task at the gate of its class. While there is none, the task's reason, the agent's status and its log
 * say who has them.
 *
 * @throws LanekeeperError interrupted when the agent is stopped meanwhile
 */
export async function takeTaskPlace(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  { stop, onFault }: Pick<RunOptions, 'stop' | 'onFault'>,
): Promise<Lease | null> {
  const say = (reason: string | null): Promise<void> =>
    writePatiently(
      store,
      (transaction) => {
        updateTask(transaction, task.id, { reason: reason ?? task.reason });
        updateAgent(transaction, agent, () => ({ statusReason: reason }));
      },
      onFault,
    );
  const telling: Promise<unknown>[] = [];
  const place = await takePlace(
    { store, limits: gatesOf(agent) },
    agent,
    { class: task.class, purpose: task.command.join(' '), directory: task.directory },
    {
      signal: stop,
      onWait: (reason) => {
        // The log is told once, of the first reason: while it waits, others come and go.
        const before = telling.at(-1) ?? output.announce(plainText(reason));
        telling.push(before.then(() => say(reason)).catch(onFault));
      },
    },
  );
  if (telling.length === 0) return place;
  await telling.at(-1);
  await say(null);
  return place;
}
