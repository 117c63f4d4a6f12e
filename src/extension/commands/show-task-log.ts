import type { Engine } from '../../core/engine.ts';
import { LanekeeperError } from '../../core/error.ts';
import type { GraphTask } from '../../core/task/graph-task.ts';
import { commandText } from '../views/tasks/graph-task-text.ts';
import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';
import { findTask } from './find-task.ts';

/** Show Task Log: what a task printed the last time, or prints. */
export const showTaskLog: Command = async ({ access, terminals }, invocation) => {
  const engine = await access.ready();
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Of which task do you want to see the output?',
    fits: ({ log }) => log !== null,
    none: 'No task has printed anything here.',
  });
  if (!chosen) return;
  const { task, checkout } = await findTask(engine, chosen);
  const { name, log, declaration } = task;
  if (log === null) {
    throw new LanekeeperError(
      'task-log-missing',
      `The task "${name}" has printed nothing here.`,
      'Run it first.',
    );
  }
  terminals.logs.show(log, name, {
    heading: `Output of task ${name}: ${commandText(declaration) ?? ''}. Closing this leaves the task alone.`,
    follow: (signal) => follow(engine, { log, checkout, task }, signal),
  });
};

/** To the end of the log, which comes when the task has ended. */
async function* follow(
  engine: Engine,
  { log, checkout, task }: { log: string; checkout: string; task: GraphTask },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const ended = new AbortController();
  if (task.status !== 'running') ended.abort();
  const subscription = engine.subscribe((event) => {
    if (event.type !== 'graph-tasks-changed' || event.checkout !== checkout) return;
    if (event.tasks.some(({ name, status }) => name === task.name && status !== 'running'))
      ended.abort();
  });
  try {
    yield* engine.graph.followLog(log, { signal, ended: ended.signal });
  } finally {
    subscription.dispose();
  }
}
