import * as z from 'zod/mini';

// zod/mini and no import from the engine: this file is also part of the page, where zod's classic build alone would
// weigh more than the charts. That these shapes fit the engine's is checked by the compiler in snapshot.ts.

/** What can be asked for one agent. */
export const agentCommands = ['stop', 'restart', 'renew', 'clean', 'showLogs'] as const;

/** What can be asked of the window. `refresh` also opens an engine anew that could not be opened. */
export const windowCommands = ['spawn', 'revealCaches', 'refresh'] as const;

export type AgentCommand = (typeof agentCommands)[number];
export type WindowCommand = (typeof windowCommands)[number];

const time = z.string();
const orNull = <T extends z.core.$ZodType>(schema: T) => z.nullable(schema);

const agent = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  interactive: z.boolean(),
  status: z.enum(['starting', 'running', 'waiting', 'idle', 'done', 'failed', 'stopped', 'lost']),
  statusReason: orNull(z.string()),
  live: z.boolean(),
  namespace: z.string(),
  drift: z.array(z.string()),
  exitCode: orNull(z.number()),
  createdAt: time,
  endedAt: orNull(time),
});

const task = z.object({
  id: z.number(),
  agent: z.string(),
  name: z.string(),
  status: z.enum(['waiting', 'running']),
  reason: orNull(z.string()),
});

const gate = z.object({
  name: z.string(),
  class: z.string(),
  limit: z.number(),
  running: z.number(),
  holders: z.array(
    z.object({ agent: orNull(z.string()), purpose: z.string(), places: z.number(), since: time }),
  ),
  waiting: z.array(
    z.object({
      agent: orNull(z.string()),
      purpose: z.string(),
      reason: orNull(z.string()),
      since: time,
    }),
  ),
  ungated: z.array(
    z.object({
      agent: orNull(z.string()),
      program: z.string(),
      pid: z.number(),
      processes: z.number(),
      directory: orNull(z.string()),
    }),
  ),
});

const cache = z.object({
  name: z.string(),
  ecosystem: z.string(),
  available: z.boolean(),
  reason: orNull(z.string()),
  cure: orNull(z.string()),
  location: orNull(z.string()),
  bytes: orNull(z.number()),
  limit: orNull(z.number()),
  hits: orNull(z.number()),
  misses: orNull(z.number()),
  hitRate: orNull(z.number()),
  /** Why lookups did not help, most frequent first. */
  reasons: z.array(z.string()),
});

const caches = z.object({ caches: z.array(cache), hitRate: orNull(z.number()) });

const contention = z.object({
  id: z.number(),
  agent: z.string(),
  holder: orNull(
    z.object({
      agent: orNull(z.string()),
      pid: orNull(z.number()),
      command: orNull(z.string()),
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
  path: orNull(z.string()),
  /** `message`: a tool said so; `kernel`: the kernel's locks show it; `both`: one and the same wait. */
  source: z.enum(['message', 'kernel', 'both']),
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
  since: time,
  until: orNull(time),
});

const timelineEntry = z.object({
  id: z.string(),
  /** `agent`: a command of an agent; `graph`: a task of a project's graph. */
  origin: z.enum(['agent', 'graph']),
  /** Null for what is run outside all agents. */
  agent: orNull(z.string()),
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
  wait: orNull(
    z.object({
      obstacle: orNull(z.string()),
      reason: z.string(),
      since: time,
      until: orNull(time),
    }),
  ),
  startedAt: orNull(time),
  endedAt: orNull(time),
});

/** In the order in which they began. */
const timeline = z.array(timelineEntry);

/** The tasks of one folder and what they depend on; how they stand is told apart. */
const project = z.object({
  /** Another one whenever the tasks were read anew, so that standings of other tasks are not taken for theirs. */
  id: z.string(),
  /** The folder's. */
  name: z.string(),
  /** Why there are no tasks to show. */
  fault: orNull(z.object({ message: z.string(), cure: z.string() })),
  /** What of the project's files could not be used, as sentences. */
  problems: z.array(z.string()),
  /** How many tasks there are beyond these. */
  left: z.number(),
  /** Each after all that it depends on. */
  tasks: z.array(
    z.object({
      name: z.string(),
      class: orNull(z.string()),
      /** How many tasks one after the other must be done before it. */
      layer: z.number(),
      /** Where in this list stands what it depends on. */
      dependsOn: z.array(z.number()),
    }),
  ),
});

const standing = z.object({
  status: z.enum(['idle', 'waiting', 'running', 'done', 'failed', 'cancelled', 'skipped']),
  reason: orNull(z.string()),
  priority: z.number(),
  agent: orNull(z.string()),
  /** Done without having been run. */
  cached: z.boolean(),
  /** While it runs, 0–1; null where it is not known how long it takes. */
  progress: orNull(z.number()),
});

/** How the tasks of one project stand, in the order of its tasks. */
const standings = z.object({ project: z.string(), tasks: z.array(standing) });

/** What was met and lost in all; `seconds` of waiting. */
const total = z.object({ name: z.string(), count: z.number(), seconds: z.number() });

const totals = z.object({
  /** Each of these by name: an agent's id, a resource, a day (`YYYY-MM-DD`, UTC). The most lost, or the latest, first. */
  agents: z.array(total),
  resources: z.array(total),
  days: z.array(total),
  /** Of all, those that the lists have no room for included. */
  all: z.object({ count: z.number(), seconds: z.number() }),
});

const contentions = z.object({ open: z.array(contention), closed: z.array(contention) });

const sample = z.object({
  time,
  machine: z.object({
    cpu: z.number(),
    cores: z.number(),
    memoryUsed: z.number(),
    memoryTotal: z.number(),
    pressure: z.object({
      cpu: orNull(z.number()),
      memory: orNull(z.number()),
      io: orNull(z.number()),
    }),
  }),
  agents: z.array(
    z.object({
      id: z.string(),
      cpu: z.number(),
      memory: z.number(),
      readBytes: z.number(),
      writtenBytes: z.number(),
      processes: z.number(),
    }),
  ),
});

/** What was measured before the page looked: one entry a tick, times in seconds since the epoch, null = not known. */
const history = z.object({
  id: z.string(),
  times: z.array(z.number()),
  cpu: z.array(orNull(z.number())),
  memory: z.array(orNull(z.number())),
});

/**
 * Counts the messages to one page from 1. A page that misses a number asks for a snapshot (`resync`), since VS Code
 * drops what is posted to a hidden webview.
 */
const sequence = z.int().check(z.positive());

/**
 * Everything the dashboard's two sides say to each other. Each message to the page carries the whole of its part,
 * never a difference, so that any one of them may be lost.
 */
export const dashboardContract = {
  toHost: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('resync') }),
    /** The page has taken in all up to this number. Until it says so, the host holds back what follows. */
    z.object({ type: z.literal('seen'), sequence }),
    z.object({
      type: z.literal('agent-command'),
      command: z.enum(agentCommands),
      agent: z.string().check(z.minLength(1), z.maxLength(64)),
    }),
    z.object({ type: z.literal('window-command'), command: z.enum(windowCommands) }),
  ]),
  toPage: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('snapshot'),
      sequence,
      /** The host's clock, which times everything else here; the page's own may differ on a remote machine. */
      time,
      agents: z.array(agent),
      tasks: z.array(task),
      gates: z.array(gate),
      /** Null until the probes have answered. */
      caches: orNull(caches),
      contention: contentions,
      totals,
      timeline,
      /** Null until they were read. */
      projects: orNull(z.array(project)),
      standings: z.array(standings),
      sample: orNull(sample),
      history: z.array(history),
    }),
    /** There is no engine to show: why and what to do about it, or null while it is being opened. */
    z.object({
      type: z.literal('unavailable'),
      sequence,
      fault: orNull(z.object({ message: z.string(), cure: z.string() })),
    }),
    z.object({ type: z.literal('sample'), sequence, sample, gates: z.array(gate) }),
    z.object({ type: z.literal('agents'), sequence, agents: z.array(agent) }),
    z.object({ type: z.literal('tasks'), sequence, tasks: z.array(task) }),
    z.object({ type: z.literal('caches'), sequence, caches }),
    z.object({ type: z.literal('contention'), sequence, contention: contentions }),
    z.object({ type: z.literal('totals'), sequence, totals }),
    z.object({ type: z.literal('timeline'), sequence, timeline }),
    z.object({ type: z.literal('projects'), sequence, projects: orNull(z.array(project)) }),
    z.object({ type: z.literal('standings'), sequence, standings: z.array(standings) }),
  ]),
} as const;

/** The id under which the machine's own history travels; no agent can have it, since ids are lower case words. */
export const machineId = 'machine:';

/** How much of the past the charts show, in seconds. */
export const chartWindowSeconds = 600;

/** How much of the past the timeline knows, in seconds. */
export const timelineSeconds = 3600;

export type MessageToHost = z.infer<typeof dashboardContract.toHost>;
export type MessageToPage = z.infer<typeof dashboardContract.toPage>;
export type SnapshotMessage = Extract<MessageToPage, { type: 'snapshot' }>;
export type FaultView = NonNullable<Extract<MessageToPage, { type: 'unavailable' }>['fault']>;
export type AgentView = z.infer<typeof agent>;
export type TaskView = z.infer<typeof task>;
export type GateView = z.infer<typeof gate>;
export type CacheView = z.infer<typeof cache>;
export type CachesView = z.infer<typeof caches>;
export type ContentionView = z.infer<typeof contention>;
export type ContentionsView = z.infer<typeof contentions>;
export type TotalView = z.infer<typeof total>;
export type TotalsView = z.infer<typeof totals>;
export type TimelineEntryView = z.infer<typeof timelineEntry>;
export type ProjectView = z.infer<typeof project>;
export type StandingView = z.infer<typeof standing>;
export type StandingsView = z.infer<typeof standings>;
export type SampleView = z.infer<typeof sample>;
export type HistoryView = z.infer<typeof history>;
