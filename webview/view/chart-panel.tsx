import type { VNode } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { machineId } from '../../src/extension/dashboard/contract.ts';
import { describeChart } from '../chart/describe.ts';
import { formatTime } from '../format.ts';
import { startOfAxis } from '../state/axis.ts';
import type { DashboardState } from '../state/dashboard-state.ts';
import { columns, type Metric } from '../state/ticks.ts';
import { Button } from '../toolkit.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartTable } from './chart-table.tsx';
import { Icon } from './icons.tsx';
import { Section } from './section.tsx';

export interface ChartPanelProps {
  readonly metric: Metric;
  readonly title: string;
  readonly unit: string;
  readonly format: (value: number) => string;
  readonly increments: readonly number[];
  readonly floor: number;
  readonly state: DashboardState;
  readonly hidden: readonly string[];
  readonly onToggleLine: (id: string) => void;
  readonly asTable: boolean;
  readonly onAsTable: (asTable: boolean) => void;
}

/** One measure of the machine and of every agent that was alive in the charts' window. */
export function ChartPanel(props: ChartPanelProps): VNode {
  const { metric, title, format, state, hidden, asTable } = props;
  const { ticks, agents, slots } = state;
  const [hovered, setHovered] = useState<number | null>(null);

  const lines = useMemo(() => {
    const measured = new Set(ticks.flatMap((tick) => [...tick.readings.keys()]));
    const shownAgents = agents
      .filter((agent) => agent.live || measured.has(agent.id))
      .map((agent) => ({ id: agent.id, name: agent.name, style: slots.get(agent.id) ?? 0 }));
    shownAgents.sort((a, b) => a.style - b.style);
    return [...shownAgents, { id: machineId, name: 'Machine', style: null }];
  }, [ticks, agents, slots]);

  const to = ticks.at(-1)?.time ?? state.hostTime / 1000;
  const frame = useMemo(() => {
    const drawn = lines.filter((line) => !hidden.includes(line.id));
    const { times, values } = columns(
      ticks,
      metric,
      drawn.map((line) => line.id),
    );
    return {
      from: startOfAxis(times[0] ?? to, to),
      to,
      times,
      lines: drawn.map((line, index) => ({ ...line, values: values[index] ?? [] })),
    };
  }, [ticks, lines, hidden, metric, to]);

  const hoveredTime = hovered === null ? undefined : frame.times[hovered];
  const tickShown =
    hoveredTime === undefined ? ticks.at(-1) : ticks.find((tick) => tick.time === hoveredTime);
  const entries = lines.map((line) => {
    const value = tickShown?.readings.get(line.id)?.[metric] ?? null;
    return {
      ...line,
      value: value === null ? '–' : format(value),
      shown: !hidden.includes(line.id),
    };
  });

  const onHover = useCallback((index: number | null) => {
    setHovered(index);
  }, []);

  return (
    <Section
      id={`chart-${metric}`}
      title={title}
      note={hoveredTime === undefined || asTable ? props.unit : `at ${formatTime(hoveredTime)}`}
      action={
        <Button
          appearance="icon"
          label={asTable ? `Show ${title} as chart` : `Show ${title} as table`}
          onClick={() => {
            props.onAsTable(!asTable);
          }}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </Button>
      }
    >
      {asTable ? (
        <ChartTable {...{ caption: `${title} ${props.unit}`, metric, ticks, lines, to, format }} />
      ) : (
        <>
          <ChartCanvas
            frame={frame}
            description={describeChart(title, ticks, metric, lines, format)}
            format={format}
            increments={props.increments}
            floor={props.floor}
            onHover={onHover}
          />
          <ChartLegend
            label={`Lines of the ${title} chart`}
            entries={entries}
            onToggle={props.onToggleLine}
          />
        </>
      )}
    </Section>
  );
}
