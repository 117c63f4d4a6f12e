import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { chartWindowSeconds, timelineSeconds } from '../../src/extension/dashboard/contract.ts';
import { countOf } from '../format.ts';
import { drawnItems, lanesOf, type Lane, type TimelineSource } from '../state/timeline.ts';
import { Button } from '../toolkit.ts';
import { Icon } from './icons.tsx';
import { useRoving } from './roving.ts';
import { Section } from './section.tsx';
import { TimelineLane } from './timeline-lane.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { itemWords } from './timeline-words.ts';

/** Into how many steps the time that is shown is divided. */
const stepsDrawn = 300;

/** Lanes that are drawn before somebody asks for all of them. */
const lanesAtFirst = 12;

export interface TimelineProps {
  readonly source: TimelineSource;
  /** The end of the timeline, seconds since the epoch. */
  readonly now: number;
  readonly nameOf: (agent: string) => string;
  /** Whether an hour is shown, and not ten minutes. */
  readonly hour: boolean;
  readonly onHour: (hour: boolean) => void;
  readonly asTable: boolean;
  readonly onAsTable: (asTable: boolean) => void;
}

/** Who ran what when, what it waited for, and what agents met. */
export function Timeline(props: TimelineProps): VNode {
  const { source, now, nameOf, hour, onHour, asTable, onAsTable } = props;
  const length = hour ? timelineSeconds : chartWindowSeconds;
  // As often as a bar grows by a pixel or two, and not with each sample.
  const step = length / stepsDrawn;
  const to = Math.floor(now / step) * step;
  const { agents, timeline, contention } = source;
  const lanes = useMemo(
    () => lanesOf({ agents, timeline, contention }, to - length, to),
    [agents, timeline, contention, to, length],
  );
  const shown = useMemo(
    () =>
      asTable ? (
        <TimelineTable lanes={lanes} nameOf={nameOf} />
      ) : (
        <Picture lanes={lanes} now={to} length={length} nameOf={nameOf} />
      ),
    [lanes, asTable, nameOf],
  );
  return (
    <Section
      id="timeline"
      title="Timeline"
      note="who ran what, and what it waited for"
      action={
        <>
          <Button
            appearance="secondary"
            onClick={() => {
              onHour(!hour);
            }}
          >
            {hour ? 'Show 10 Minutes' : 'Show an Hour'}
          </Button>
          <Button
            appearance="icon"
            label={asTable ? 'Show Timeline as picture' : 'Show Timeline as table'}
            onClick={() => {
              onAsTable(!asTable);
            }}
          >
            <Icon name={asTable ? 'chart' : 'table'} />
          </Button>
        </>
      }
    >
      {lanes.length === 0 ? <p class="empty-line">Nothing ran in this time.</p> : shown}
    </Section>
  );
}

interface PictureProps {
  readonly lanes: readonly Lane[];
  readonly now: number;
  readonly length: number;
  readonly nameOf: (agent: string) => string;
}

function Picture({ lanes, now, length, nameOf }: PictureProps): VNode {
  const [all, setAll] = useState(false);
  const drawn = all ? lanes : lanes.slice(0, lanesAtFirst);
  const lines = drawn.map(drawnItems);
  const items = new Map(lines.flat().map((item) => [item.id, item]));
  const roving = useRoving({
    first: lines[0]?.[0]?.id ?? null,
    has: (id) => items.has(id),
    next: (key, from) => neighbour(lines, key, from),
  });
  const shown = roving.chosen === null ? undefined : items.get(roving.chosen);
  const minutes = length / 60;
  return (
    <>
      <div class="timeline-legend note" aria-hidden="true">
        <span class="timeline-key">
          <span class="key-waiting" /> waits for a place
        </span>
        <span class="timeline-key">
          <span class="key-running" /> runs
        </span>
        <span class="timeline-key">
          <Icon name="contention" /> contention
        </span>
      </div>
      <div class="timeline-scale note" aria-hidden="true">
        <span>−{minutes} min</span>
        <span>−{minutes / 2} min</span>
        <span>now</span>
      </div>
      <ul class="lanes" aria-label="Timeline" onKeyDown={roving.onKeyDown}>
        {drawn.map((lane) => (
          <TimelineLane key={lane.id} {...{ lane, now, length, nameOf, roving }} />
        ))}
      </ul>
      <p class="detail note">
        {shown ? itemWords(shown, nameOf) : 'Choose a bar or a mark to read all of it.'}
      </p>
      {lanes.length > lanesAtFirst && (
        <Button
          appearance="secondary"
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? 'Show Fewer' : `Show ${countOf(lanes.length - lanesAtFirst, 'More', 'More')}`}
        </Button>
      )}
    </>
  );
}

/** Left and right along a lane, up and down to what began at about the same time. */
function neighbour(
  lines: readonly (readonly { readonly id: string; readonly begin: number }[])[],
  key: string,
  from: string,
): string | null {
  const at = lines.findIndex((line) => line.some(({ id }) => id === from));
  const line = lines[at] ?? [];
  const index = line.findIndex(({ id }) => id === from);
  const beside = (step: 1 | -1): string | null => {
    const other = lines.slice(step > 0 ? at + 1 : 0, step > 0 ? undefined : at);
    const target = (step > 0 ? other : other.reverse()).find(({ length }) => length > 0);
    const begin = line[index]?.begin ?? 0;
    const byDistance = target?.toSorted(
      (one, two) => Math.abs(one.begin - begin) - Math.abs(two.begin - begin),
    );
    return byDistance?.[0]?.id ?? null;
  };
  switch (key) {
    case 'ArrowRight':
      return line[index + 1]?.id ?? null;
    case 'ArrowLeft':
      return line[index - 1]?.id ?? null;
    case 'Home':
      return line[0]?.id ?? null;
    case 'End':
      return line.at(-1)?.id ?? null;
    case 'ArrowDown':
      return beside(1);
    case 'ArrowUp':
      return beside(-1);
    default:
      return null;
  }
}
