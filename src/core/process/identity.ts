import { z } from 'zod';

/**
 * Names one process for ever. A pid alone is reused; with the start time (kernel clock ticks since boot, as text) and
 * the boot id it is unique on the machine.
 */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  bootId: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;
