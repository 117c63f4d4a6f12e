import type { VNode } from 'preact';
import { mean, peak, type Metric, type Tick } from '../state/ticks.ts';
import { Swatch } from './chart-legend.tsx';
import { NotKnown } from './tiles.tsx';

const minutesAgo = [1, 2, 5, 10] as const;

export interface ChartTableProps {
  readonly caption: string;
  readonly metric: Metric;
  readonly ticks: readonly Tick[];
  readonly lines: readonly { id: string; name: string; style: number | null }[];
  readonly to: number;
  readonly format: (value: number) => string;
}

/** The chart's data as a table: now, the mean of some minutes, and the peak. */
export function ChartTable({ caption, metric, ticks, lines, to, format }: ChartTableProps): VNode {
  const last = ticks.at(-1);
  const cell = (value: number | null) => (
    <td class="number">{value === null ? <NotKnown /> : format(value)}</td>
  );
  return (
    <div class="scroller" role="region" aria-label={caption} tabIndex={0}>
      <table class="plain">
        <caption class="for-reader">{caption}, mean of each minute</caption>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col" class="number">
              Now
            </th>
            {minutesAgo.map((minute) => (
              <th key={minute} scope="col" class="number">
                −{minute} min
              </th>
            ))}
            <th scope="col" class="number">
              Peak
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, name, style }) => (
            <tr key={id}>
              <th scope="row">
                <Swatch style={style} /> {name}
              </th>
              {cell(last?.readings.get(id)?.[metric] ?? null)}
              {minutesAgo.map((minute) =>
                cell(mean(ticks, metric, id, to - minute * 60, to - (minute - 1) * 60)),
              )}
              {cell(peak(ticks, metric, id))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
