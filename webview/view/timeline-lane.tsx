import type { VNode } from 'preact';
import { countOf } from '../format.ts';
import type { Bar, Lane, Mark, TimelineItem } from '../state/timeline.ts';
import { Icon, type IconName } from './icons.tsx';
import type { Roving, RovingProps } from './roving.ts';
import { itemWords, waitedFor } from './timeline-words.ts';

export interface TimelineLaneProps {
  readonly lane: Lane;
  /** The end of the timeline, seconds since the epoch. */
  readonly now: number;
  /** Of the timeline, in seconds. */
  readonly length: number;
  readonly nameOf: (agent: string) => string;
  readonly roving: Roving;
}

const endings: Readonly<Record<Bar['entry']['status'], IconName>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
  cancelled: 'stopped',
  skipped: 'stopped',
  lost: 'lost',
};

/** What one agent did: bars that would overlap below each other, what it met above them. */
export function TimelineLane({ lane, now, length, nameOf, roving }: TimelineLaneProps): VNode {
  const from = now - length;
  const percent = (time: number) => Math.min(100, Math.max(0, ((time - from) / length) * 100));
  const left = lane.bars.length - lane.rows.flat().length;
  const placed = (item: TimelineItem) => {
    const begin = percent(item.begin);
    return {
      // What has just begun is seen as well: see the least widths in the style sheet.
      insetInlineStart: `min(${begin}%, 100% - ${item.kind === 'bar' ? 5 : 14}px)`,
      inlineSize: `${percent(item.end) - begin}%`,
    };
  };
  const press = (item: TimelineItem): Press => ({
    ...roving.propsOf(item.id),
    'aria-label': itemWords(item, nameOf),
    title: itemWords(item, nameOf),
    onClick: () => {
      roving.select(item.id);
    },
  });
  return (
    <li class="lane">
      <span class="lane-name">
        <bdi class="strong" title={lane.title}>
          {lane.title}
        </bdi>
        <span class="note">
          {lane.agent === null && 'no agent'}
          {left > 0 && `${countOf(left, 'more', 'more')} at once`}
        </span>
      </span>
      <div class="lane-track">
        {lane.marks.length > 0 && (
          <div class="lane-row lane-marks">
            {lane.marks.map((mark) => (
              <MarkButton key={mark.id} mark={mark} style={placed(mark)} press={press(mark)} />
            ))}
          </div>
        )}
        {lane.rows.map((row, index) => (
          <div key={index} class="lane-row">
            {row.map((bar) => (
              <BarButton
                key={bar.id}
                bar={bar}
                from={from}
                style={placed(bar)}
                press={press(bar)}
              />
            ))}
          </div>
        ))}
      </div>
    </li>
  );
}

interface Press extends RovingProps {
  readonly 'aria-label': string;
  readonly title: string;
  readonly onClick: () => void;
}

type Placed = Readonly<Record<'insetInlineStart' | 'inlineSize', string>>;

interface BarButtonProps {
  readonly bar: Bar;
  readonly from: number;
  readonly style: Placed;
  readonly press: Press;
}

function BarButton({ bar, from, style, press }: BarButtonProps): VNode {
  const { entry, begin, ran, end } = bar;
  const first = Math.max(begin, from);
  const waited = ran === null ? 100 : share(ran - first, end - first);
  return (
    <button type="button" class={`bar bar-${entry.status}`} style={style} {...press}>
      {waited > 0 && (
        <span class="bar-wait" style={{ inlineSize: `${waited}%` }}>
          {ran === null && <bdi class="bar-words">{entry.name}:</bdi>}
          <bdi class="bar-words">{waitedFor(bar)}</bdi>
        </span>
      )}
      {ran !== null && (
        <span class="bar-run">
          <bdi class="bar-words">{entry.name}</bdi>
          <Icon name={endings[entry.status]} />
        </span>
      )}
    </button>
  );
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(100, Math.max(0, (part / whole) * 100));
}

interface MarkButtonProps {
  readonly mark: Mark;
  readonly style: Placed;
  readonly press: Press;
}

function MarkButton({ mark, style, press }: MarkButtonProps): VNode {
  const isOpen = mark.contention.until === null;
  return (
    <button type="button" class={isOpen ? 'mark mark-open' : 'mark'} style={style} {...press}>
      <Icon name="contention" />
      <bdi class="mark-words">{mark.contention.resource || mark.contention.tool}</bdi>
    </button>
  );
}
