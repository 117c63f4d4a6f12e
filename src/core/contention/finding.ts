import { z } from 'zod';
import { confidences } from './confidence.ts';

export const findingKinds = [
  'lock-wait',
  'lock-failed',
  'port-in-use',
  'file-busy',
  'branch-in-use',
  'name-in-use',
  'killed',
  'oom',
  'disk-full',
  'watch-limit',
  'fd-limit',
  'proc-limit',
  'cache-degraded',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/**
 * One contention message a tool printed. `resource` is the tool's own word for what is held, empty where the text
 * names none. `blocking` means that the process is still waiting. `line` counts from 1 in the stream that was read.
 */
export const findingSchema = z.object({
  tool: z.string(),
  kind: z.enum(findingKinds),
  resource: z.string(),
  blocking: z.boolean(),
  line: z.number().int().positive(),
  text: z.string(),
  cure: z.string(),
  /** See `confidence.ts`; what was recorded before it was told rests on the text. */
  confidence: z.enum(confidences).default('possible'),
});

export type Finding = z.infer<typeof findingSchema>;

/** What a stream tells about waiting: a finding appears, and a blocking one ends when its process goes on. */
export type ContentionSignal =
  | { readonly type: 'found'; readonly finding: Finding }
  | { readonly type: 'released'; readonly finding: Finding };
