import * as z from 'zod/mini';

// zod/mini and no import from the engine: see contract.ts.

export const contention = z.object({
  id: z.number(),
  agent: z.string(),
  holder: z.nullable(
    z.object({
      agent: z.nullable(z.string()),
      pid: z.nullable(z.number()),
      command: z.nullable(z.string()),
    }),
  ),
  tool: z.string(),
  kind: z.enum([
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
  ]),
  resource: z.string(),
  /** The file that is locked, where the kernel shows it. */
  path: z.nullable(z.string()),
  /** `message`: a tool said so; `kernel`: the kernel's locks show it; `both`: one and the same wait. */
  source: z.enum(['message', 'kernel', 'both']),
  /** How sure it is that a message is what it says; `possible` where it rests on the text alone. */
  confidence: z.enum(['possible', 'likely', 'certain']),
  cause: z.enum([
    'shared-target',
    'package-cache',
    'lockfile',
    'git',
    'database',
    'system-packages',
    'port',
    'file',
    'memory',
    'disk',
    'limit',
    'foreign-process',
    'other',
  ]),
  /** A tool said that it waits, and the kernel shows that it does not. */
  refuted: z.boolean(),
  text: z.string(),
  cure: z.string(),
  /** Whether it cost the agent time; what does not block is over as soon as it is seen. */
  blocking: z.boolean(),
  since: z.string(),
  until: z.nullable(z.string()),
});

/** What was met and lost in all; `seconds` of waiting. */
export const total = z.object({ name: z.string(), count: z.number(), seconds: z.number() });

export const totals = z.object({
  /** Each of these by name: an agent's id, a resource, a day (`YYYY-MM-DD`, UTC). The most lost, or the latest, first. */
  agents: z.array(total),
  resources: z.array(total),
  days: z.array(total),
  /** Of all, those that the lists have no room for included. */
  all: z.object({ count: z.number(), seconds: z.number() }),
});

export const contentions = z.object({ open: z.array(contention), closed: z.array(contention) });
