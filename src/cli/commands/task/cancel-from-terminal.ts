import { realpath } from 'node:fs/promises';
import { LanekeeperError } from '../../../core/error.ts';
import { cancelTask } from '../../../core/task/run/cancellation.ts';
import { reconcileRuns } from '../../../core/task/run/run-registry.ts';
import { exitCodes } from '../../exit.ts';
import { printJson, printNote } from '../../output.ts';
import { findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';
import type { TaskCancelOptions } from './options.ts';

export function cancelFromTerminal(
  name: string | undefined,
  options: TaskCancelOptions,
): Promise<number> {
  if ((name === undefined) === (options.all === undefined)) {
    throw new LanekeeperError('usage', 'One task must be named, or --all.', 'Name the task.');
  }
  return withTasks(async ({ context }) => {
    const agent = await findTaskAgent(context, options.agent);
    const checkout = await realpath(taskRootOf(agent));
    await reconcileRuns(context.store, checkout);
    const runs = await cancelTask(context.store, checkout, name ?? null);
    if (options.json) printJson({ runs });
    else
      printNote(runs === 0 ? 'Nothing is being run here.' : `Asked ${String(runs)} runs to stop.`);
    return exitCodes.done;
  });
}
