import { z } from 'zod';
import { LanekeeperError } from './error.ts';
import { gateOverridesSchema } from './resource/gates.ts';
import { portSettingsSchema, usualPorts } from './resource/port-settings.ts';

export function agentTypeSchema() {
  return z.strictObject({
    /** What the user types after --type. */
    type: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,38}$/, 'must be lower-case letters, digits and "-"'),
    title: z.string().min(1).optional(),
    command: z.array(z.string().min(1)).min(1, 'needs at least the program to run'),
    /** Interactive types live in a terminal and may ask the user. */
    interactive: z.boolean().default(false),
    /** Whose variables its environment gets. */
    ecosystems: z.array(z.enum(['rust', 'python', 'node'])).default(['rust', 'python', 'node']),
  });
}

/** What holds where a user sets nothing; but for that no agent type is the user's own. */
const usual = {
  gates: {},
  stopGraceMs: 5_000,
  cacheWindowMinutes: 60,
  caches: { sccacheGigabytes: 10, taskResultGigabytes: 10 },
  rust: { buildDirectory: 'auto' as const, memoryGigabytes: 4 },
  seeding: 'auto' as const,
  ports: usualPorts,
  setup: { timeoutSeconds: 600, teardownTimeoutSeconds: 60 },
  worktreeInclude: { maxFiles: 10_000, maxMegabytes: 1_000 },
};

function makeSchema() {
  const stepTimeout = z
    .number()
    .positive()
    .max(24 * 60 * 60);
  return z.strictObject({
    agentTypes: z.array(agentTypeSchema()).default([]),
    gates: gateOverridesSchema().default(usual.gates),
    /** How many GPUs tasks may have to themselves; absent: as many as the machine tells of. */
    gpus: z.number().int().min(0).max(64).optional(),
    /** How long a stopped process may take to end before the next, harder signal; ms. */
    stopGraceMs: z.number().int().min(0).max(600_000).default(usual.stopGraceMs),
    /** Over how long cache hits are counted; minutes. */
    cacheWindowMinutes: z
      .number()
      .int()
      .min(1)
      .max(7 * 24 * 60)
      .default(usual.cacheWindowMinutes),
    caches: z
      .strictObject({
        /** How large the shared compiler cache may grow, unless the user told sccache itself; GiB. */
        sccacheGigabytes: z
          .number()
          .int()
          .min(1)
          .max(100_000)
          .default(usual.caches.sccacheGigabytes),
        /** How much of what tasks made is kept; what was not used for the longest time goes first. */
        taskResultGigabytes: z
          .number()
          .min(0)
          .max(100_000)
          .default(usual.caches.taskResultGigabytes),
      })
      .prefault({}),
    rust: z
      .strictObject({
        /** Where cargo's intermediates lie: `memory` where there is room for them, else on the disk. */
        buildDirectory: z.enum(['auto', 'memory', 'disk']).default(usual.rust.buildDirectory),
        /** How much of the memory those of one agent may take; GiB. */
        memoryGigabytes: z.number().min(0.01).max(10_000).default(usual.rust.memoryGigabytes),
      })
      .prefault({}),
    /** Whether a new agent starts from what a build of another one left. */
    seeding: z.enum(['auto', 'never']).default(usual.seeding),
    /** The ports that each agent has to itself. */
    ports: portSettingsSchema().prefault({}),
    /** How long each step before an agent's command, and each before its checkout goes, may take; seconds. */
    setup: z
      .strictObject({
        timeoutSeconds: stepTimeout.default(usual.setup.timeoutSeconds),
        teardownTimeoutSeconds: stepTimeout.default(usual.setup.teardownTimeoutSeconds),
      })
      .prefault({}),
    /** How much of what `.worktreeinclude` names is copied into a worktree at most. */
    worktreeInclude: z
      .strictObject({
        maxFiles: z.number().int().min(0).max(1_000_000).default(usual.worktreeInclude.maxFiles),
        maxMegabytes: z.number().min(0).max(1_000_000).default(usual.worktreeInclude.maxMegabytes),
      })
      .prefault({}),
  });
}

let schema: ReturnType<typeof makeSchema> | undefined;

/** What a user may set, from VS Code's settings or from `config.json`. */
export function configurationSchema(): ReturnType<typeof makeSchema> {
  return (schema ??= makeSchema());
}

export type Configuration = z.infer<ReturnType<typeof makeSchema>>;
export type UserAgentType = Configuration['agentTypes'][number];

/**
 * Checks what the user set. `source` names where it was set, for the message.
 *
 * @throws LanekeeperError configuration-invalid, naming every value that is wrong
 */
export function parseConfiguration(value: unknown, source: string): Configuration {
  // Most users set nothing, and making the schema takes each command several ms.
  if (value === undefined || value === null) return { agentTypes: [], ...structuredClone(usual) };
  const result = configurationSchema().safeParse(value);
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
