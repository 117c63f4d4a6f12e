import type {
  AgentView,
  ContentionView,
  ContentionsView,
  TimelineEntryView,
} from '../../src/extension/dashboard/contract.ts';

/** A wait shorter than this is the way through a gate that is open; seconds. */
const shortestWait = 0.25;

/** Bars that are drawn above each other in one lane at most; the table has them all. */
const rowsDrawn = 8;

/** One task on a lane, in seconds since the epoch. */
export interface Bar {
  readonly kind: 'bar';
  readonly id: string;
  readonly entry: TimelineEntryView;
  /** When it came: to wait, or to run at once. */
  readonly begin: number;
  /** From when it ran; null while, or where, it only waited. */
  readonly ran: number | null;
  readonly end: number;
}

/** What an agent met on another's account, in seconds since the epoch. */
export interface Mark {
  readonly kind: 'mark';
  readonly id: string;
  readonly contention: ContentionView;
  readonly begin: number;
  readonly end: number;
}

export type TimelineItem = Bar | Mark;

/** What one agent did, or what was run in one folder outside all agents. */
export interface Lane {
  readonly id: string;
  /** Null for a folder. */
  readonly agent: string | null;
  readonly title: string;
  /** Bars of one row do not overlap. */
  readonly rows: readonly (readonly Bar[])[];
  readonly marks: readonly Mark[];
  /** All bars, those that there is no row for included, in the order in which they began. */
  readonly bars: readonly Bar[];
}

export interface TimelineSource {
  readonly agents: readonly Pick<AgentView, 'id' | 'name'>[];
  readonly timeline: readonly TimelineEntryView[];
  readonly contention: ContentionsView;
}

/** The lanes of a stretch of time (seconds since the epoch): agents in the order of the registry, then folders. */
export function lanesOf(
  { agents, timeline, contention }: TimelineSource,
  from: number,
  to: number,
): Lane[] {
  const bars = timeline.map((entry) => barOf(entry, to)).filter(({ end }) => end >= from);
  const marks = [...contention.open, ...contention.closed]
    .map((each) => markOf(each, to))
    .filter(({ end }) => end >= from);
  const barsOf = Map.groupBy(bars, ({ entry }) => laneId(entry.agent, entry.place));
  const marksOf = Map.groupBy(marks, (mark) => laneId(mark.contention.agent, ''));
  const order = new Map(agents.map(({ id }, index) => [laneId(id, ''), index]));
  const ids = [...new Set([...barsOf.keys(), ...marksOf.keys()])];
  const rank = (id: string) => order.get(id) ?? agents.length;
  ids.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return ids.map((id) => {
    const own = (barsOf.get(id) ?? []).toSorted((one, other) => one.begin - other.begin);
    const met = (marksOf.get(id) ?? []).toSorted((one, other) => one.begin - other.begin);
    const agent = own[0] ? own[0].entry.agent : (met[0]?.contention.agent ?? null);
    const title = agent === null ? (own[0]?.entry.place ?? '') : (names.get(agent) ?? agent);
    return { id, agent, title, rows: packed(own), marks: met, bars: own };
  });
}

/** All of a lane in the order in which it began. */
export function itemsOf({ bars, marks }: Lane): TimelineItem[] {
  return [...bars, ...marks].sort((one, other) => one.begin - other.begin);
}

/** Those of a lane that are drawn, in the order in which they began. */
export function drawnItems({ rows, marks }: Lane): TimelineItem[] {
  return [...rows.flat(), ...marks].sort((one, other) => one.begin - other.begin);
}

function laneId(agent: string | null, place: string): string {
  return agent === null ? `place:${place}` : `agent:${agent}`;
}

function barOf(entry: TimelineEntryView, now: number): Bar {
  const { id, wait, startedAt, endedAt } = entry;
  const ran = startedAt === null ? null : seconds(startedAt);
  const since = wait && seconds(wait.since);
  const until = wait?.until ? seconds(wait.until) : now;
  const isWait = since !== null && (ran === null || until - since >= shortestWait);
  const end = endedAt === null ? now : seconds(endedAt);
  const begin = isWait ? since : (ran ?? end);
  return { kind: 'bar', id, entry, begin, ran, end: Math.max(begin, end) };
}

function markOf(contention: ContentionView, now: number): Mark {
  const { id, since, until } = contention;
  const begin = seconds(since);
  const end = Math.max(begin, until === null ? now : seconds(until));
  return { kind: 'mark', id: `contention/${id}`, contention, begin, end };
}

/** Each in the first row whose last bar has ended. */
function packed(bars: readonly Bar[]): Bar[][] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const free = rows.find((row) => (row.at(-1)?.end ?? 0) <= bar.begin);
    if (free) free.push(bar);
    else if (rows.length < rowsDrawn) rows.push([bar]);
  }
  return rows;
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
