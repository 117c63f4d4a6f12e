import { realpath } from 'node:fs/promises';
import { LanekeeperError } from '../../../core/error.ts';
import { taskNotFound } from '../../../core/task/graph/select-tasks.ts';
import { cancelTask } from '../../../core/task/run/cancellation.ts';
import type { TaskContext } from '../../../core/task/run/request.ts';
import { reconcileRuns } from '../../../core/task/run/run-registry.ts';
import { readStandings } from '../../../core/task/run/standing.ts';
import { exitCodes } from '../../exit.ts';
import { printJson, printNote } from '../../output.ts';
import { findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';
import type { TaskCancelOptions } from './options.ts';

export function cancelFromTerminal(
  name: string | undefined,
  options: TaskCancelOptions,
): Promise<number> {
  if ((name === undefined) === (options.all === undefined)) {
    throw new LanekeeperError(
      'usage',
      'One task must be named, or --all.',
      'Name the task, or say --all.',
    );
  }
  return withTasks(async ({ context }) => {
    const agent = await findTaskAgent(context, options.agent);
    const checkout = await realpath(taskRootOf(agent));
    await reconcileRuns(context.store, checkout);
    if (name !== undefined) requireKnown(context, checkout, name);
    const runs = await cancelTask(context.store, checkout, name ?? null);
    if (options.json) printJson({ runs });
    else printNote(answer(name, runs));
    return exitCodes.done;
  });
}

/** Of a name that no run has ever heard nothing can be stopped; what is declared now may be another than what is run. */
function requireKnown({ store }: TaskContext, checkout: string, name: string): void {
  const { tasks, live } = readStandings(store, checkout);
  if (live.length > 0 && !tasks.has(name)) throw taskNotFound(name, tasks.keys());
}

function answer(name: string | undefined, runs: number): string {
  if (runs === 0) return 'Nothing is being run here.';
  const those = runs === 1 ? 'the run' : `the ${String(runs)} runs`;
  return `Asked ${those} under way to stop ${name ?? 'all tasks'}.`;
}
