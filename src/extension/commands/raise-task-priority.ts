import { window as editor } from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';
import type { Invocation } from './invocation.ts';
import { parseTaskArgument } from './task-argument.ts';

/** A person means: before all others. */
const highest = 100;

/** Raise Task Priority: has a task that waits, and all that it waits for, done before others. */
export const raiseTaskPriority: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Which task shall go first?',
    fits: ({ status }) => status === 'waiting',
    none: 'No task is waiting.',
  });
  if (!chosen) return undefined;
  const priority = priorityOf(invocation);
  const runs = await engine.graph.raise(chosen.place, chosen.name, priority);
  if (runs === 0 && invocation.from !== 'script') {
    void editor.showInformationMessage(`${plainText(chosen.name)} waits in no run any more.`);
  }
  return { runs };
};

function priorityOf(invocation: Invocation): number {
  if (invocation.from !== 'script') return highest;
  return parseTaskArgument(invocation.argument).priority ?? highest;
}
