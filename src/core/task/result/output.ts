import { z } from 'zod';

/** One file or link that a task made; paths relative to the checkout's root. */
export const outputSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    path: z.string(),
    /** SHA-256, with `x` after it for a program. */
    hash: z.string(),
    /** Permission bits. */
    mode: z.number().int(),
    bytes: z.number().int(),
  }),
  z.object({ kind: z.literal('link'), path: z.string(), hash: z.string(), target: z.string() }),
]);

export type Output = z.infer<typeof outputSchema>;
