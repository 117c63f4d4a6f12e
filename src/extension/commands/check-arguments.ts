import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';
import { type Stage, stages } from '../../core/verification/check.ts';
import { reports } from '../checks/reports.ts';
import { checkStages } from '../checks/check-results.ts';
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

const stageArgument = z.strictObject({ stage: z.enum(checkStages).optional() });

const checkArgument = z.strictObject({ check: z.string() });

const reportArgument = z.strictObject({ report: z.enum(reports) });

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseDoctorArgument(invocation: Invocation): z.infer<typeof doctorArgument> {
  return readArgument(doctorArgument, optional(invocation));
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseVerifyArgument(invocation: Invocation): z.infer<typeof verifyArgument> {
  return readArgument(verifyArgument, optional(invocation));
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseStageArgument(invocation: Invocation): z.infer<typeof stageArgument> {
  return readArgument(stageArgument, optional(invocation));
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseCheckArgument(argument: unknown): z.infer<typeof checkArgument> {
  return readArgument(checkArgument, typeof argument === 'string' ? { check: argument } : argument);
}

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseReportArgument(argument: unknown): z.infer<typeof reportArgument> {
  return readArgument(reportArgument, argument);
}

/** The stages that were asked for, in their order; all without. */
export function stagesOf(asked: readonly Stage[] | undefined): readonly Stage[] {
  return stages.filter((stage) => asked?.includes(stage) ?? true);
}

/** What a script passes; a person passes nothing. */
function optional(invocation: Invocation): unknown {
  return invocation.from === 'script' ? invocation.argument : {};
}

function readArgument<T>(schema: z.ZodType<T>, argument: unknown): T {
  const result = schema.safeParse(argument);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The argument cannot be understood: ${z.prettifyError(result.error)}`,
    'Pass an object with the keys that docs/extension.md names, or nothing.',
    { cause: result.error },
  );
}
