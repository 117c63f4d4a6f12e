import { z } from 'zod';
import { obstacles } from './obstacle.ts';

const placeWaitSchema = z.object({
  kind: z.literal('resources'),
  /** What of there is too little, in words, or who is in the way. */
  text: z.string(),
  /** The same for a machine; earlier versions did not say. */
  obstacle: z.enum(obstacles).exactOptional(),
});

export type PlaceWait = z.infer<typeof placeWaitSchema>;

const waitReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dependencies') }),
  placeWaitSchema,
  /** Another process runs it in the same checkout, and its result will be ours. */
  z.object({ kind: z.literal('elsewhere'), pid: z.number().int() }),
  /** It failed and is run again. */
  z.object({ kind: z.literal('retry'), text: z.string() }),
]);

export type WaitReason = z.infer<typeof waitReasonSchema>;

/**
 * - `fresh`: nothing that matters had changed
 * - `restored`: its outputs were put back from a kept result
 * - `joined`: another run of the same moment did it
 */
export const doneWays = ['ran', 'fresh', 'restored', 'joined'] as const;

export type DoneWay = (typeof doneWays)[number];

/** Where a task of a graph stands in one run of it. Times are ISO 8601 UTC. */
export const graphTaskStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('waiting'), reason: waitReasonSchema }),
  z.object({ status: z.literal('running'), startedAt: z.string() }),
  z.object({
    status: z.literal('done'),
    how: z.enum(doneWays),
    /** Of the command, whenever it ran; ms. */
    milliseconds: z.number().nullable(),
    /** File with what it printed, absolute; null when that was nothing. */
    log: z.string().nullable(),
  }),
  z.object({
    status: z.literal('failed'),
    /** A sentence. */
    reason: z.string(),
    exitCode: z.number().int().nullable(),
    milliseconds: z.number().nullable(),
    log: z.string().nullable(),
  }),
  z.object({ status: z.literal('cancelled') }),
  /** `because`: the task that failed or was cancelled. */
  z.object({ status: z.literal('skipped'), because: z.string() }),
]);

export type GraphTaskState = z.infer<typeof graphTaskStateSchema>;

export function isFinal(state: GraphTaskState): boolean {
  return state.status !== 'waiting' && state.status !== 'running';
}

/** Whether a task is known to wait for a place, and for this very reason. */
export function waitsForPlace(state: GraphTaskState | undefined, text: string): boolean {
  return (
    state?.status === 'waiting' && state.reason.kind === 'resources' && state.reason.text === text
  );
}
