import { z } from 'zod';
import type { ProcessIdentity } from '../process/identity.ts';

/** How a write came to be known: `open-files` and `trace` from the kernel, `scan` from the times of files. */
export const writeSourceNames = ['open-files', 'scan', 'trace'] as const;

export type WriteSourceName = (typeof writeSourceNames)[number];

/**
 * How sure it is that the named process wrote there. `certain`: the kernel showed this process with the file open for
 * writing, or the call itself. `likely`: the file changed while only this agent was at work. `possible`: it changed
 * while this agent was one of several at work.
 */
export const confidences = ['certain', 'likely', 'possible'] as const;

export type Confidence = (typeof confidences)[number];

/** One path that one agent wrote, or that changed while it was at work. Times are ISO 8601 UTC. */
export const observedWriteSchema = z.object({
  /** The uid of the agent. */
  agent: z.string(),
  /** Absolute, as the kernel names it: links are resolved. */
  path: z.string(),
  pid: z.number().int().nullable(),
  /** What the process calls itself; it may call itself anything. Null where no process was seen. */
  program: z.string().nullable(),
  source: z.enum(writeSourceNames),
  confidence: z.enum(confidences),
  first: z.string(),
  last: z.string(),
});

export type ObservedWrite = z.infer<typeof observedWriteSchema>;

/** What a source could see. Only a complete one can tell that something was not written. */
export interface Coverage {
  readonly isComplete: boolean;
  /** What was looked at, and what can have been missed, as a sentence. */
  readonly note: string;
}

/** An agent as a source has to know it. */
export interface AuditedAgent {
  readonly uid: string;
  /** Supervisor or shell; null if it is not known. */
  readonly process: ProcessIdentity | null;
  /** When its processes ran: ms since the epoch, an open end is `Infinity`. */
  readonly lives: readonly { readonly from: number; readonly until: number }[];
}

export interface WriteReport {
  readonly writes: readonly ObservedWrite[];
  readonly coverage: Coverage;
}

/** One way to find out what agents write. */
export interface WriteSource {
  readonly name: WriteSourceName;
  /** What is known at this moment of the writes of these agents. */
  observe(agents: readonly AuditedAgent[]): Promise<WriteReport>;
}
