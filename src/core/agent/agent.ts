import { z } from 'zod';
import { ecosystemNames } from '../environment/ecosystem.ts';
import { processIdentitySchema } from '../process/identity.ts';
import { ownedRootSchema } from '../artifact/owned-root.ts';
import { setupStepSchema } from '../setup/step.ts';
import { agentStatuses } from './agent-status.ts';

export { type AgentStatus, agentStatuses, isLive } from './agent-status.ts';

export const checkoutKinds = ['shared', 'worktree'] as const;

export type CheckoutKind = (typeof checkoutKinds)[number];

/** The whole state of one agent as the registry keeps it. Times are ISO 8601 UTC. */
export const agentSchema = z.object({
  /** Given by the user or 8 hex digits; free again once the agent is cleaned. */
  id: z.string(),
  /** A UUID that no other agent ever has: marks its processes (`LANEKEEPER_AGENT_UID`) and its directories. */
  uid: z.string(),
  name: z.string(),
  type: z.string(),
  /** Interactive agents live in a terminal; the others run one command under a supervisor. */
  interactive: z.boolean(),
  status: z.enum(agentStatuses),
  /** Why the status is what it is, in words, where it does not speak for itself. */
  statusReason: z.string().nullable(),
  checkout: z.enum(checkoutKinds),
  /** The workspace folder that the agent was spawned for, absolute. */
  workspace: z.string(),
  /** Where its commands run, absolute: the workspace itself or its worktree. */
  path: z.string(),
  /** Its worktree was there before, and outlives it. */
  adopted: z.literal(true).exactOptional(),
  /** The project's steps that were agreed to when it was spawned; absent when it has none. */
  setup: z
    .object({
      tool: z.string(),
      files: z.array(z.string()),
      hash: z.string(),
      /** The top of its checkout, absolute: where the steps' directories start. */
      root: z.string(),
      teardown: z.array(setupStepSchema),
    })
    .exactOptional(),
  /** What it was given as able to do, for tasks that need that: `docker`, `gpu`. */
  capabilities: z.array(z.string()).default([]),
  /** Whose toolchains count for its namespace; none means those of all projects in the workspace. */
  ecosystems: z.array(z.enum(ecosystemNames)),
  namespace: z.string(),
  /** What of its namespace's inputs has changed since that was made, one sentence an input, when last looked at. */
  drift: z.array(z.string()).default([]),
  /** The directories it owns, and so the only ones clean-up may touch. */
  roots: z.array(ownedRootSchema),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  /** What was decided about its environment and why, for people. */
  notes: z.array(z.string()).exactOptional(),
  ports: z.array(z.number().int()),
  /** Supervisor of a command agent, shell of an interactive one. */
  process: processIdentitySchema.nullable(),
  /** Who is making the agent while it is `starting`: a window or command line, never one of its own processes. */
  spawner: processIdentitySchema.nullable(),
  exitCode: z.number().int().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});

export type Agent = z.infer<typeof agentSchema>;
