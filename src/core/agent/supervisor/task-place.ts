import type { Lease } from '../../resource/pool/acquire.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store } from '../../store/store.ts';
import { updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import { gatesOf } from '../current-environment.ts';
import { takePlace } from '../run/gate-place.ts';
import { GateWaitNote } from '../run/gate-wait-note.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { updateAgent } from '../registry.ts';
import type { RunOptions } from './run-options.ts';

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
  if (task.class === null) return null;
  let isTold = false;
  const note = new GateWaitNote({
    ...{ class: task.class, reason: task.reason, onFault },
    write: async (change) => {
      const reason = change.wait?.until === null ? change.wait.reason : null;
      // The log is told once, of the first reason: while it waits, others come and go.
      if (reason !== null && !isTold) await output.announce(plainText(reason));
      isTold = true;
      await writePatiently(
        store,
        (transaction) => {
          updateTask(transaction, task.id, change);
          updateAgent(transaction, agent, () => ({ statusReason: reason }));
        },
        onFault,
      );
    },
  });
  const place = await takePlace(
    { store, limits: gatesOf(agent) },
    agent,
    { class: task.class, purpose: task.command.join(' '), directory: task.directory },
    {
      signal: stop,
      onWait: (reason) => {
        note.waits(reason);
      },
    },
  );
  await note.isThrough();
  return place;
}
