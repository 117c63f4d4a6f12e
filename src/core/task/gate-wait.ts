import { z } from 'zod';
import { gateNames } from '../resource/gates.ts';

/** A command's wait for its place at a gate. Times are ISO 8601 UTC; `until` is null while it lasts. */
export const gateWaitSchema = z.object({
  gate: z.enum(gateNames),
  /** A sentence that names who is in the way. */
  reason: z.string(),
  since: z.string(),
  until: z.string().nullable(),
});

export type GateWait = z.infer<typeof gateWaitSchema>;
