import { chooseTask } from './choose-task.ts';
import type { Command } from './command.ts';

/** Cancel Task: stops a task, and what depends on it, in every run that is under way. */
export const cancelTask: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const chosen = await chooseTask(engine, invocation, {
    placeholder: 'Which task shall stop?',
    fits: ({ status }) => status === 'running' || status === 'waiting',
    none: 'No task is running.',
  });
  return chosen ? { runs: await engine.graph.cancel(chosen.place, chosen.name) } : undefined;
};
