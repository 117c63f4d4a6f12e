import type { VNode } from 'preact';
import { colourProperty, lineStyle } from '../chart/line-style.ts';

export interface LegendEntry {
  readonly id: string;
  readonly name: string;
  readonly style: number | null;
  readonly value: string;
  readonly shown: boolean;
}

export interface ChartLegendProps {
  readonly label: string;
  readonly entries: readonly LegendEntry[];
  readonly onToggle: (id: string) => void;
}

/** Names the lines with their values at the pointer, else now; each entry takes its line out and puts it back. */
export function ChartLegend({ label, entries, onToggle }: ChartLegendProps): VNode {
  return (
    <ul class="legend" aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            class="legend-entry"
            aria-pressed={entry.shown}
            title={entry.shown ? `Hide ${entry.name}` : `Show ${entry.name}`}
            onClick={() => {
              onToggle(entry.id);
            }}
          >
            <Swatch style={entry.style} />
            <span class="legend-name">{entry.name}</span>
            <span class="number legend-value">{entry.value}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A piece of the line, as it is drawn. */
export function Swatch({ style }: { readonly style: number | null }): VNode {
  return (
    <svg class="swatch" viewBox="0 0 16 8" width="16" height="8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        stroke-width="2"
        stroke-dasharray={lineStyle(style).dash.join(' ')}
        style={{ stroke: `var(${colourProperty(style)})` }}
      />
    </svg>
  );
}
