import path from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';

const workspaceArgument = z.strictObject({
  workspace: z.string().refine((value) => path.isAbsolute(value), 'must be an absolute path'),
});

/**
 * The folder that a script names.
 *
 * @throws LanekeeperError input-invalid
 */
export function parseWorkspaceArgument(argument: unknown): z.infer<typeof workspaceArgument> {
  const result = workspaceArgument.safeParse(argument);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The argument names no folder: ${z.prettifyError(result.error)}`,
    'Pass an object with "workspace", the absolute path of a folder.',
    { cause: result.error },
  );
}
