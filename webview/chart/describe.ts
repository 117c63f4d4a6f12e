import { machineId } from '../../src/extension/dashboard/contract.ts';
import { peak, type Metric, type Tick } from '../state/ticks.ts';

export interface Described {
  readonly id: string;
  readonly name: string;
}

/** A chart in one sentence each line, for those who do not see it: what each uses now and the most it has used. */
export function describeChart(
  title: string,
  ticks: readonly Tick[],
  metric: Metric,
  lines: readonly Described[],
  format: (value: number) => string,
): string {
  const last = ticks.at(-1);
  const sentences = lines.flatMap(({ id, name }) => {
    const highest = peak(ticks, metric, id);
    if (highest === null) return [];
    const present = last?.readings.get(id)?.[metric] ?? null;
    const now = present === null ? 'not measured now' : `${format(present)} now`;
    return [`${id === machineId ? 'Whole machine' : name}: ${now}, at most ${format(highest)}.`];
  });
  const nothing = sentences.length === 0 ? ['Nothing was measured yet.'] : sentences;
  return [`${title} over the last 10 minutes.`, ...nothing].join(' ');
}
