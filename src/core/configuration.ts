import { z } from 'zod';
import { LanekeeperError } from './error.ts';
import { gateOverridesSchema } from './resource/gates.ts';
import { portSettingsSchema } from './resource/port-settings.ts';

export const agentTypeSchema = z.strictObject({
  /** What the user types after --type. */
  type: z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/, 'must be lower-case letters, digits and "-"'),
  title: z.string().min(1).optional(),
  command: z.array(z.string().min(1)).min(1, 'needs at least the program to run'),
  /** Interactive types live in a terminal and may ask the user. */
  interactive: z.boolean().default(false),
  /** Whose variables its environment gets. */
  ecosystems: z.array(z.enum(['rust', 'python', 'node'])).default(['rust', 'python', 'node']),
});

const stepTimeout = z
  .number()
  .positive()
  .max(24 * 60 * 60);

/** What a user may set, from VS Code's settings or from `config.json`. */
export const configurationSchema = z.strictObject({
  agentTypes: z.array(agentTypeSchema).default([]),
  gates: gateOverridesSchema.default({}),
  /** How many GPUs tasks may have to themselves; absent: as many as the machine tells of. */
  gpus: z.number().int().min(0).max(64).optional(),
  /** How long a stopped process may take to end before the next, harder signal; ms. */
  stopGraceMs: z.number().int().min(0).max(600_000).default(5_000),
  /** Over how long cache hits are counted; minutes. */
  cacheWindowMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(60),
  caches: z
    .strictObject({
      /** How large the shared compiler cache may grow, unless the user told sccache itself; GiB. */
      sccacheGigabytes: z.number().int().min(1).max(100_000).default(10),
      /** How much of what tasks made is kept; what was not used for the longest time goes first. */
      taskResultGigabytes: z.number().min(0).max(100_000).default(10),
    })
    .prefault({}),
  rust: z
    .strictObject({
      /** Where cargo's intermediates lie: `memory` where there is room for them, else on the disk. */
      buildDirectory: z.enum(['auto', 'memory', 'disk']).default('auto'),
      /** How much of the memory those of one agent may take; GiB. */
      memoryGigabytes: z.number().min(0.01).max(10_000).default(4),
    })
    .prefault({}),
  /** Whether a new agent starts from what a build of another one left. */
  seeding: z.enum(['auto', 'never']).default('auto'),
  /** The ports that each agent has to itself. */
  ports: portSettingsSchema.prefault({}),
  /** How long each step before an agent's command, and each before its checkout goes, may take; seconds. */
  setup: z
    .strictObject({
      timeoutSeconds: stepTimeout.default(600),
      teardownTimeoutSeconds: stepTimeout.default(60),
    })
    .prefault({}),
  /** How much of what `.worktreeinclude` names is copied into a worktree at most. */
  worktreeInclude: z
    .strictObject({
      maxFiles: z.number().int().min(0).max(1_000_000).default(10_000),
      maxMegabytes: z.number().min(0).max(1_000_000).default(1_000),
    })
    .prefault({}),
});

export type Configuration = z.infer<typeof configurationSchema>;
export type UserAgentType = Configuration['agentTypes'][number];

/**
 * Checks what the user set. `source` names where it was set, for the message.
 *
 * @throws LanekeeperError configuration-invalid, naming every value that is wrong
 */
export function parseConfiguration(value: unknown, source: string): Configuration {
  const result = configurationSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '),
  );
  throw new LanekeeperError(
    'configuration-invalid',
    `The settings in ${source} are not valid: ${faults.join('; ')}.`,
    `Correct them in ${source}.`,
    { cause: result.error },
  );
}
