import { z } from 'zod';
import { processIdentitySchema } from '../../process/identity.ts';
import { gateNames } from '../gates.ts';

const tokensSchema = z.object({
  /** The FIFO that the command's tools take tokens from, absolute. */
  fifo: z.string(),
  /** How many tokens were written and have not been taken back, whoever has them at this moment. */
  written: z.number().int().min(0),
  /** Whether any process has the FIFO open but who serves it: a tool that builds. */
  isOpen: z.boolean(),
  /** The build that has this FIFO for itself; null where it is that of a whole shell or command. */
  builder: processIdentitySchema.nullable().default(null),
});

export type Tokens = z.infer<typeof tokensSchema>;

/** A place at a gate of this machine, held or waited for. */
export const leaseDocumentSchema = z.object({
  gate: z.enum(gateNames),
  state: z.enum(['waiting', 'held']),
  /** How many places it takes by itself, apart from those that it hands on as tokens. */
  slots: z.number().int().min(0),
  /** Processors that it is known to keep busy; null where that is not known. */
  cores: z.number().nullable(),
  /** The most memory that it is expected to use; bytes, null where that is not known. */
  memoryBytes: z.number().nullable(),
  /** The higher the sooner; 0 is usual. */
  priority: z.number(),
  agent: z.string().nullable(),
  /** What it is held for, in the holder's words. */
  purpose: z.string(),
  /** Places are counted for each directory apart; null where there is one count for the machine. */
  directory: z.string().nullable(),
  /** Who asked. */
  owner: processIdentitySchema,
  /** What runs with it, once it does. Its group, if it leads one, holds the place as long as any of it lives. */
  command: processIdentitySchema.nullable(),
  tokens: tokensSchema.nullable(),
  /** When it was asked for: ms of the machine's monotonic clock, which no setting of the time moves. */
  since: z.number(),
  /** The same for people, ISO 8601 UTC. */
  time: z.string(),
  /** Why it waits. */
  reason: z.string().nullable(),
});

export type LeaseDocument = z.infer<typeof leaseDocumentSchema>;

export type LeaseRecord = LeaseDocument & { readonly id: number };

/**
 * How many jobs a command has without any token: the places it took, and while one of its tools builds the one that a
 * tool runs by protocol, its implicit slot (https://www.gnu.org/software/make/manual/html_node/POSIX-Jobserver.html).
 */
export function seatsOf({ state, slots, tokens }: LeaseDocument): number {
  return state === 'waiting' ? 0 : Math.max(slots, tokens?.isOpen ? 1 : 0);
}

/** How many places a lease takes: its seats and the tokens that it was handed. */
export function placesOf(lease: LeaseDocument): number {
  return seatsOf(lease) + (lease.tokens?.written ?? 0);
}

/** ms of the clock that all processes of this machine share (CLOCK_MONOTONIC, clock_gettime(2)). */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
