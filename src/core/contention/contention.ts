import { z } from 'zod';
import { findingSchema } from './finding.ts';

/** One wait or clash of one agent, from when it was seen until it ended. Times are ISO 8601 UTC. */
export const contentionSchema = z.object({
  id: z.number().int(),
  agent: z.string(),
  /** Who has what the agent waits for, where it is known. */
  holder: z
    .object({
      agent: z.string().nullable(),
      pid: z.number().int().nullable(),
      command: z.string().nullable(),
    })
    .nullable(),
  finding: findingSchema,
  /** Where it was seen: the agent's log, or a terminal. */
  source: z.enum(['log', 'terminal']),
  since: z.string(),
  until: z.string().nullable(),
});

export type Contention = z.infer<typeof contentionSchema>;
