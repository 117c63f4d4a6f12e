import {
  chartWindowSeconds,
  machineId,
  type HistoryView,
  type SampleView,
} from '../../src/extension/dashboard/contract.ts';

export type Metric = 'cpu' | 'memory';

/** `cpu` in cores, `memory` in bytes, null = not known. */
export type Reading = Readonly<Record<Metric, number | null>>;

/** What was measured at one instant (seconds since the epoch), by agent id and `machineId`. */
export interface Tick {
  readonly time: number;
  readonly readings: ReadonlyMap<string, Reading>;
}

/** Longer silence than this is shown as a gap; rows read back from the store lie ten seconds apart. */
const gapSeconds = 15;

/** The ticks of several series as one, since a chart has one time axis. */
export function fromHistory(histories: readonly HistoryView[]): Tick[] {
  const byTime = new Map<number, Map<string, Reading>>();
  for (const { id, times, cpu, memory } of histories) {
    for (const [index, exact] of times.entries()) {
      // One tick of the sampler is one instant for all it measured; rounding forgives how it was stored.
      const time = Math.round(exact * 10) / 10;
      const readings = byTime.get(time) ?? new Map<string, Reading>();
      readings.set(id, { cpu: cpu[index] ?? null, memory: memory[index] ?? null });
      byTime.set(time, readings);
    }
  }
  return [...byTime]
    .map(([time, readings]) => ({ time, readings }))
    .sort((a, b) => a.time - b.time);
}

/** The ticks with one more at their end, without those that have left the charts' window. */
export function withSample(ticks: readonly Tick[], sample: SampleView): readonly Tick[] {
  const time = Date.parse(sample.time) / 1000;
  const last = ticks.at(-1);
  if (last && time <= last.time) return ticks;
  const { cpu, memoryUsed } = sample.machine;
  const readings = new Map<string, Reading>([[machineId, { cpu, memory: memoryUsed }]]);
  for (const agent of sample.agents) {
    readings.set(agent.id, { cpu: agent.cpu, memory: agent.memory });
  }
  const from = time - chartWindowSeconds;
  return [...ticks.filter((tick) => tick.time >= from), { time, readings }];
}

export interface Columns {
  readonly times: number[];
  /** One column for each id that was asked for; null where it has no reading, which a chart draws as a gap. */
  readonly values: (number | null)[][];
}

export function columns(ticks: readonly Tick[], metric: Metric, ids: readonly string[]): Columns {
  const times: number[] = [];
  const values: (number | null)[][] = ids.map(() => []);
  let previous: number | null = null;
  for (const { time, readings } of ticks) {
    if (previous !== null && time - previous > gapSeconds) {
      times.push((previous + time) / 2);
      for (const column of values) column.push(null);
    }
    times.push(time);
    for (const [index, id] of ids.entries())
      values[index]?.push(readings.get(id)?.[metric] ?? null);
    previous = time;
  }
  return { times, values };
}

/** Mean of a series between two instants, null where nothing was measured. */
export function mean(
  ticks: readonly Tick[],
  metric: Metric,
  id: string,
  from: number,
  to: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (const { time, readings } of ticks) {
    const value = time > from && time <= to ? readings.get(id)?.[metric] : null;
    if (value === null || value === undefined) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

export function peak(ticks: readonly Tick[], metric: Metric, id: string): number | null {
  let highest: number | null = null;
  for (const { readings } of ticks) {
    const value = readings.get(id)?.[metric];
    if (typeof value === 'number' && (highest === null || value > highest)) highest = value;
  }
  return highest;
}
