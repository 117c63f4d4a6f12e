import type { Engine } from '../../core/engine.ts';
import { LanekeeperError } from '../../core/error.ts';
import type { GraphTask } from '../../core/task/graph-task.ts';
import type { ChosenTask } from './choose-task.ts';

/**
 * A task as it stands, and the checkout that it belongs to.
 *
 * @throws LanekeeperError task-not-found, and as `TaskGraphs.load`
 */
export async function findTask(
  engine: Engine,
  { place, name }: ChosenTask,
): Promise<{ task: GraphTask; checkout: string }> {
  const project = await engine.graph.load(place);
  const task = project.read().find((each) => each.name === name);
  if (task) return { task, checkout: project.checkout };
  throw new LanekeeperError(
    'task-not-found',
    `There is no task "${name}".`,
    'The Tasks view shows those that there are.',
  );
}
