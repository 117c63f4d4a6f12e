import { z } from 'zod';
import { agentStatuses } from './agent/agent.ts';
import { contentionSchema } from './contention/contention.ts';
import { graphTaskStatuses, runStatuses } from './task/run/run-status.ts';
import { claimSchema } from './claim/claim.ts';
import { taskSchema } from './task/task.ts';
import { breachSchema } from './verification/breach.ts';

const agentId = z.string();

/**
 * The one union of everything that happens. Events are written to the store in the transaction that changes the state
 * they tell of, and reach every window and command line from there; they name what changed and are never the only copy
 * of it. Live samples are not events: see `metrics/`.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent-spawned'), agent: agentId, name: z.string() }),
  z.object({
    type: z.literal('agent-status-changed'),
    agent: agentId,
    status: z.enum(agentStatuses),
    reason: z.string().nullable(),
    exitCode: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('agent-changed'), agent: agentId }),
  z.object({ type: z.literal('agent-removed'), agent: agentId }),
  z.object({ type: z.literal('task-changed'), agent: agentId, task: taskSchema }),
  z.object({ type: z.literal('contention-opened'), agent: agentId, contention: contentionSchema }),
  z.object({ type: z.literal('contention-changed'), agent: agentId, contention: contentionSchema }),
  z.object({ type: z.literal('contention-closed'), agent: agentId, contention: contentionSchema }),
  z.object({ type: z.literal('cache-counted'), agent: agentId, cache: z.string() }),
  z.object({
    type: z.literal('artifacts-cleaned'),
    agent: agentId,
    bytes: z.number(),
    kept: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  z.object({ type: z.literal('processes-left-behind'), agent: agentId, pids: z.array(z.number()) }),
  z.object({ type: z.literal('isolation-breach'), agent: agentId, breach: breachSchema }),
  z.object({ type: z.literal('paths-claimed'), claim: claimSchema }),
  z.object({ type: z.literal('paths-released'), claim: claimSchema }),
  z.object({ type: z.literal('drift-detected'), agent: agentId, inputs: z.array(z.string()) }),
  z.object({
    type: z.literal('run-started'),
    checkout: z.string(),
    run: z.number(),
    agent: agentId.nullable(),
  }),
  z.object({
    type: z.literal('run-ended'),
    checkout: z.string(),
    run: z.number(),
    status: z.enum(runStatuses),
  }),
  z.object({
    type: z.literal('graph-tasks-changed'),
    checkout: z.string(),
    run: z.number(),
    tasks: z.array(z.object({ name: z.string(), status: z.enum(graphTaskStatuses) })),
  }),
  z.object({
    type: z.literal('graph-task-raised'),
    checkout: z.string(),
    name: z.string(),
    priority: z.number(),
  }),
]);

/** What happened, without when. */
export type Happening = z.infer<typeof eventSchema>;

/** `time` is ISO 8601 UTC; `sequence` grows by one in the order in which events were committed. */
export type LanekeeperEvent = Happening & { readonly time: string; readonly sequence: number };
