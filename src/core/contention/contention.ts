import { z } from 'zod';
import { findingSchema } from './finding.ts';

/** Who has what an agent waits for, as far as it is known. */
export const holderSchema = z.object({
  /** The id of its agent; null for a process of nobody's. */
  agent: z.string().nullable(),
  pid: z.number().int().nullable(),
  command: z.string().nullable(),
});

export type ContentionHolder = z.infer<typeof holderSchema>;

/** `message`: a tool said so; `kernel`: the kernel's table of locks shows it; `both`: one and the same wait. */
export const contentionSources = ['message', 'kernel', 'both'] as const;

/** One wait or clash of one agent, from when it was seen until it ended. Times are ISO 8601 UTC. */
export const contentionSchema = z.object({
  id: z.number().int(),
  agent: z.string(),
  /** The process that waits, where the kernel shows it. */
  waiter: z.object({ pid: z.number().int(), command: z.string() }).nullable(),
  holder: holderSchema.nullable(),
  /** What a tool said, or, for one that waits in silence, what the kernel shows in the same words. */
  finding: findingSchema,
  /** The file that is locked, absolute, where the kernel shows it. */
  path: z.string().nullable(),
  source: z.enum(contentionSources),
  /** Where the message was read; null without one. */
  stream: z.enum(['log', 'terminal']).nullable(),
  /** Names the wait among those of the kernel (`KernelWait.key`). */
  kernelKey: z.string().nullable(),
  /** A tool said that it waits, and the kernel shows that it does not. */
  refuted: z.literal(true).exactOptional(),
  since: z.string(),
  until: z.string().nullable(),
});

export type Contention = z.infer<typeof contentionSchema>;
