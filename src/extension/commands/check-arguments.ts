import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';
import { stages } from '../../core/verification/check.ts';
import type { Invocation } from './invocation.ts';

const doctorArgument = z.strictObject({
  workspace: z.string().optional(),
  fix: z.boolean().optional(),
});

const verifyArgument = z.strictObject({
  workspace: z.string().optional(),
  agent: z.string().optional(),
  stages: z.array(z.enum(stages)).optional(),
});

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseDoctorArgument(invocation: Invocation): z.infer<typeof doctorArgument> {
  return readArgument(doctorArgument, invocation);
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseVerifyArgument(invocation: Invocation): z.infer<typeof verifyArgument> {
  return readArgument(verifyArgument, invocation);
}

function readArgument<T>(schema: z.ZodType<T>, invocation: Invocation): T {
  const result = schema.safeParse(invocation.from === 'script' ? invocation.argument : {});
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The argument cannot be understood: ${z.prettifyError(result.error)}`,
    'Pass an object with the keys that docs/extension.md names, or nothing.',
    { cause: result.error },
  );
}
