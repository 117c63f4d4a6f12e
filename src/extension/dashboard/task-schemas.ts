import * as z from 'zod/mini';

// zod/mini and no import from the engine: see contract.ts.

export const timelineEntry = z.object({
  id: z.string(),
  /** `agent`: a command of an agent; `graph`: a task of a project's graph. */
  origin: z.enum(['agent', 'graph']),
  /** Null for what is run outside all agents. */
  agent: z.nullable(z.string()),
  /** The name of the folder that it works in. */
  place: z.string(),
  name: z.string(),
  status: z.enum([
    'waiting',
    'running',
    'done',
    'failed',
    'stopped',
    'cancelled',
    'skipped',
    'lost',
  ]),
  /** Its wait for a place: for what, in whose way, from when until when. */
  wait: z.nullable(
    z.object({
      obstacle: z.nullable(z.string()),
      reason: z.string(),
      since: z.string(),
      until: z.nullable(z.string()),
    }),
  ),
  startedAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
});

/** In the order in which they began. */
export const timeline = z.array(timelineEntry);

/** The tasks of one folder and what they depend on; how they stand is told apart. */
export const project = z.object({
  /** Another one whenever the tasks were read anew, so that standings of other tasks are not taken for theirs. */
  id: z.string(),
  /** The folder's. */
  name: z.string(),
  /** Why there are no tasks to show. */
  fault: z.nullable(z.object({ message: z.string(), cure: z.string() })),
  /** What of the project's files could not be used, as sentences. */
  problems: z.array(z.string()),
  /** How many tasks there are beyond these. */
  left: z.number(),
  /** Each after all that it depends on. */
  tasks: z.array(
    z.object({
      name: z.string(),
      class: z.nullable(z.string()),
      /** How many tasks one after the other must be done before it. */
      layer: z.number(),
      /** Where in this list stands what it depends on. */
      dependsOn: z.array(z.number()),
    }),
  ),
});

/** Null until they were read. */
export const projects = z.nullable(z.array(project));

export const standing = z.object({
  status: z.enum(['idle', 'waiting', 'running', 'done', 'failed', 'cancelled', 'skipped']),
  reason: z.nullable(z.string()),
  priority: z.number(),
  agent: z.nullable(z.string()),
  /** Done without having been run. */
  cached: z.boolean(),
  /** While it runs, 0–1; null where it is not known how long it takes. */
  progress: z.nullable(z.number()),
});

/** How the tasks of one project stand, in the order of its tasks. */
export const standings = z.object({ project: z.string(), tasks: z.array(standing) });
