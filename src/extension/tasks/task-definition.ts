import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';

const definitionSchema = z.object({
  task: z.string().min(1),
  agent: z.string().min(1).optional(),
  priority: z.int().min(0).max(100).optional(),
});

/**
 * What a task of `tasks.json` says.
 *
 * @throws LanekeeperError input-invalid
 */
export function readTaskDefinition(definition: unknown): z.infer<typeof definitionSchema> {
  const result = definitionSchema.safeParse(definition);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The task in tasks.json cannot be understood: ${z.prettifyError(result.error)}.`,
    'It needs "task", the name of a task of lanekeeper.json or one that was found, and may have "agent" and "priority".',
    { cause: result.error },
  );
}
