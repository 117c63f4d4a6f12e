import path from 'node:path';
import { z } from 'zod';
import { claimModes } from '../../core/claim/claim.ts';
import { LanekeeperError } from '../../core/error.ts';

const folder = z.string().refine((value) => path.isAbsolute(value), 'must be an absolute path');

const claimArgument = z.strictObject({
  globs: z.array(z.string().min(1)).min(1),
  agent: z.string().optional(),
  mode: z.enum(claimModes).default('write'),
  seconds: z.number().int().positive().optional(),
  purpose: z.string().optional(),
  workspace: folder.optional(),
});

const releaseArgument = z.strictObject({
  globs: z.array(z.string().min(1)).default([]),
  agent: z.string().optional(),
  workspace: folder.optional(),
});

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseClaimArgument(argument: unknown): z.infer<typeof claimArgument> {
  return read(claimArgument, argument);
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseReleaseArgument(argument: unknown): z.infer<typeof releaseArgument> {
  return read(releaseArgument, argument);
}

function read<T>(schema: z.ZodType<T>, argument: unknown): T {
  const result = schema.safeParse(argument);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The argument cannot be understood: ${z.prettifyError(result.error)}`,
    'Pass an object with the keys that docs/extension.md names.',
    { cause: result.error },
  );
}
