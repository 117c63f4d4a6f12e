import * as z from 'zod/mini';
import { type contention, contentions, type total, totals } from './contention-schemas.ts';
import {
  type project,
  projects,
  type standing,
  standings,
  timeline,
  type timelineEntry,
} from './task-schemas.ts';

// zod/mini and no import from the engine: this file is also part of the page, where zod's classic build alone would
// weigh more than the charts. That these shapes fit the engine's is checked by the compiler in snapshot.ts.

/** What can be asked for one agent. */
export const agentCommands = ['stop', 'restart', 'renew', 'clean', 'showLogs'] as const;

/** What can be asked of the window. `refresh` also opens an engine anew that could not be opened. */
export const windowCommands = ['spawn', 'revealCaches', 'refresh'] as const;

/** What can be asked for one task of a project. */
export const taskCommands = [
  'runTask',
  'cancelTask',
  'raiseTask',
  'explainTask',
  'showTaskLog',
  'openDeclaration',
] as const;

export type TaskCommand = (typeof taskCommands)[number];
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

/** What does not change from tick to tick, and the battery, which changes slowly. */
const machine = z.object({
  /** `name` is empty where the machine does not tell it. */
  processor: z.object({ name: z.string(), cores: z.number(), threads: z.number() }),
  swapBytes: z.number(),
  graphics: z.array(z.string()),
  battery: orNull(z.object({ charge: z.number(), onMains: z.boolean() })),
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
    z.object({
      type: z.literal('task-command'),
      command: z.enum(taskCommands),
      /** Of the reading that the task was shown from. */
      project: z.string().check(z.maxLength(64)),
      task: z.string().check(z.minLength(1), z.maxLength(10_000)),
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
      projects,
      standings: z.array(standings),
      /** Null until it was asked, and where it cannot be told. */
      machine: orNull(machine),
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
    z.object({ type: z.literal('machine'), sequence, machine: orNull(machine) }),
    z.object({ type: z.literal('contention'), sequence, contention: contentions }),
    z.object({ type: z.literal('totals'), sequence, totals }),
    z.object({ type: z.literal('timeline'), sequence, timeline }),
    z.object({ type: z.literal('projects'), sequence, projects }),
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
export type MachineView = z.infer<typeof machine>;
export type SampleView = z.infer<typeof sample>;
export type HistoryView = z.infer<typeof history>;
