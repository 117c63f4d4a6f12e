import { z } from 'zod';
import { stampSchema } from '../environment/step-stamp.ts';
import { installSchema } from '../environment/node/install-stamp.ts';
import { wantedCratesSchema } from '../environment/rust/wanted-crates.ts';
import { processIdentitySchema } from '../process/identity.ts';
import { resourceClasses } from '../resource/resource-class.ts';
import { gateWaitSchema } from './gate-wait.ts';

export const taskStatuses = ['waiting', 'running', 'done', 'failed', 'stopped', 'lost'] as const;

export type TaskStatus = (typeof taskStatuses)[number];

/**
 * `include`: ignored files were copied into its worktree; `seed`: build outputs were copied from another agent;
 * `setup`, `teardown`: the project's own steps; `follow-up`: what its type runs after its command.
 */
export const taskStages = ['include', 'seed', 'setup', 'teardown', 'follow-up'] as const;

/** One command of an agent: a preparation step, its main command, or a `lanekeeper run`. Times are ISO 8601 UTC. */
export const taskSchema = z.object({
  id: z.number().int(),
  agent: z.string(),
  /** `spawn`: the agent's own plan, run again by a restart; `run`: a command run in its environment besides. */
  origin: z.enum(['spawn', 'run']),
  name: z.string(),
  command: z.array(z.string()),
  /** Where it runs, absolute. */
  directory: z.string(),
  class: z.enum(resourceClasses).nullable(),
  /** File to hold meanwhile, absolute: what the task writes is shared with other agents. */
  lock: z.string().nullable(),
  /** Path whose existence means that the task is done already, absolute. */
  unlessExists: z.string().nullable(),
  /** The install of packages that it is: done already when they are all there. */
  install: installSchema.exactOptional(),
  /** The crates that it downloads: done already when they are all there. */
  crates: wantedCratesSchema.exactOptional(),
  /** Tells whether it has been done with what it is made from at this moment. */
  stamp: stampSchema.exactOptional(),
  /** Its failure is told and keeps the agent from nothing. */
  optional: z.literal(true).exactOptional(),
  /** What an agent's checkout needs, apart from what its type does: see docs/checkouts.md. */
  stage: z.enum(taskStages).exactOptional(),
  /** After this many seconds it is stopped, and has failed; as long as it takes when absent. */
  limitSeconds: z.number().positive().exactOptional(),
  status: z.enum(taskStatuses),
  reason: z.string().nullable(),
  /** Where it had to wait for its place. */
  wait: gateWaitSchema.exactOptional(),
  process: processIdentitySchema.nullable(),
  exitCode: z.number().int().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});

export type Task = z.infer<typeof taskSchema>;
