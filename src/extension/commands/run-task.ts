import { tasks } from 'vscode';
import { taskRunJson } from '../../core/task/run/run-json.ts';
import type { EngineAccess } from '../engine-access.ts';
import { executableTask } from '../tasks/executable-task.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';
import { parseTaskArgument } from './task-argument.ts';

/** Run Task: does a task and all that it depends on; a person sees it in a terminal, as every other task of VS Code. */
export const runTask: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  if (invocation.from === 'script') return runForScript(access, invocation.argument);
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Which task shall run?',
    none: 'No tasks are declared or found here. Declare some in lanekeeper.json.',
  });
  if (!chosen) return undefined;
  await tasks.executeTask(executableTask(access, chosen));
  return undefined;
};

async function runForScript(access: EngineAccess, argument: unknown): Promise<unknown> {
  const engine = await access.ready();
  const { run, states } = await engine.graph.run(parseTaskArgument(argument));
  return taskRunJson(run, states);
}
