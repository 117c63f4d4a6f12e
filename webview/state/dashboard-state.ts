import type {
  AgentView,
  CachesView,
  ContentionsView,
  GateView,
  MachineView,
  MessageToPage,
  ProjectView,
  SampleView,
  SnapshotMessage,
  StandingsView,
  TaskView,
  TimelineEntryView,
  TotalsView,
} from '../../src/extension/dashboard/contract.ts';
import { unreachable } from '../../src/core/unreachable.ts';
import { assignSlots } from './slots.ts';
import { fromHistory, withSample, type Tick } from './ticks.ts';

/** All that the host has told, as the page shows it. */
export interface DashboardState {
  /** The number of the last message that counted. */
  readonly sequence: number;
  /** A message was missed: nothing counts until the next snapshot. */
  readonly stale: boolean;
  /** The host's clock at the last message that told it, milliseconds since the epoch. */
  readonly hostTime: number;
  readonly agents: readonly AgentView[];
  readonly tasks: readonly TaskView[];
  readonly gates: readonly GateView[];
  readonly caches: CachesView | null;
  readonly contention: ContentionsView;
  readonly totals: TotalsView;
  readonly timeline: readonly TimelineEntryView[];
  /** Null until the host has read them. */
  readonly projects: readonly ProjectView[] | null;
  readonly standings: readonly StandingsView[];
  /** Null until the host has asked, and where it cannot be told. */
  readonly machine: MachineView | null;
  readonly sample: SampleView | null;
  /** The sample before, which rates are computed against. */
  readonly earlierSample: SampleView | null;
  readonly ticks: readonly Tick[];
  /** Agent id → the number of its colour in the charts. */
  readonly slots: ReadonlyMap<string, number>;
}

/** What a message makes of the state (null before the first snapshot), and whether a snapshot has to be asked for. */
export interface Reduction {
  readonly state: DashboardState | null;
  readonly resync: boolean;
}

export function reduce(state: DashboardState | null, message: MessageToPage): Reduction {
  if (message.type === 'snapshot') return { state: fromSnapshot(message, state), resync: false };
  if (message.type === 'unavailable') return { state: null, resync: false };
  if (!state || state.stale) return { state, resync: false };
  if (message.sequence !== state.sequence + 1) {
    return { state: { ...state, stale: true }, resync: true };
  }
  return {
    state: { ...state, ...change(state, message), sequence: message.sequence },
    resync: false,
  };
}

function change(
  state: DashboardState,
  message: Exclude<MessageToPage, { type: 'snapshot' | 'unavailable' }>,
): Partial<DashboardState> {
  switch (message.type) {
    case 'sample':
      return {
        hostTime: Date.parse(message.sample.time),
        gates: message.gates,
        sample: message.sample,
        earlierSample: state.sample,
        ticks: withSample(state.ticks, message.sample),
      };
    case 'agents':
      return { agents: message.agents, slots: slotsOf(state.slots, message.agents) };
    case 'tasks':
      return { tasks: message.tasks };
    case 'caches':
      return { caches: message.caches };
    case 'machine':
      return { machine: message.machine };
    case 'contention':
      return { contention: message.contention };
    case 'totals':
      return { totals: message.totals };
    case 'timeline':
      return { timeline: message.timeline };
    case 'projects':
      return { projects: message.projects };
    case 'standings':
      return { standings: message.standings };
    default:
      return unreachable(message);
  }
}

function fromSnapshot(message: SnapshotMessage, state: DashboardState | null): DashboardState {
  const ticks = fromHistory(message.history);
  return {
    sequence: message.sequence,
    stale: false,
    hostTime: Date.parse(message.time),
    agents: message.agents,
    tasks: message.tasks,
    gates: message.gates,
    caches: message.caches,
    contention: message.contention,
    totals: message.totals,
    timeline: message.timeline,
    projects: message.projects,
    standings: message.standings,
    machine: message.machine,
    sample: message.sample,
    earlierSample: null,
    ticks: message.sample ? withSample(ticks, message.sample) : ticks,
    slots: slotsOf(state?.slots ?? new Map(), message.agents),
  };
}

function slotsOf(
  previous: ReadonlyMap<string, number>,
  agents: readonly AgentView[],
): ReadonlyMap<string, number> {
  const byAge = [...agents].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  return assignSlots(
    previous,
    byAge.map((agent) => agent.id),
  );
}
