import path from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';
import type { TaskPlace } from '../../core/task/task-graphs.ts';
import { localFolders } from '../workspace-access.ts';

const name = z.string().min(1);

const taskArgument = z.strictObject({
  task: z.union([name.transform((only) => [only]), z.array(name)]),
  workspace: z
    .string()
    .refine((value) => path.isAbsolute(value), 'must be an absolute path')
    .optional(),
  agent: z.string().optional(),
  priority: z.int().min(0).max(100).optional(),
  continue: z.boolean().optional(),
});

export interface TaskArgument {
  readonly names: readonly [string, ...string[]];
  readonly place: TaskPlace;
  readonly priority: number | null;
  readonly keepGoing: boolean;
}

/**
 * The tasks that a script names: one by its name alone, or one or several as `task` of an object with more in it.
 *
 * @throws LanekeeperError input-invalid, workspace-missing
 */
export function parseTaskArgument(argument: unknown): TaskArgument {
  const result = taskArgument.safeParse(
    typeof argument === 'string' ? { task: argument } : argument,
  );
  if (!result.success) throw notUnderstood(z.prettifyError(result.error));
  const { task, workspace, agent, priority = null, continue: keepGoing = false } = result.data;
  const [first, ...others] = task;
  if (first === undefined) throw notUnderstood('It names no task.');
  const place =
    agent === undefined ? { root: workspace ?? localFolders()[0].uri.fsPath } : { agent };
  return { names: [first, ...others], place, priority, keepGoing };
}

function notUnderstood(why: string): LanekeeperError {
  return new LanekeeperError(
    'input-invalid',
    `The argument cannot be understood: ${why}`,
    'Pass the name of a task, or an object with "task" and the keys that docs/extension.md names.',
  );
}
