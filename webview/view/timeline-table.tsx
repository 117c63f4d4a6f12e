import type { VNode } from 'preact';
import { formatDuration } from '../../src/core/quantities.ts';
import { formatTime } from '../format.ts';
import { itemsOf, type Bar, type Lane, type Mark } from '../state/timeline.ts';
import { evidenceOf, holderOf, predicateOf } from './contention-words.ts';
import { NotKnown } from './tiles.tsx';
import { partsOf, waitedFor } from './timeline-words.ts';

export interface TimelineTableProps {
  readonly lanes: readonly Lane[];
  readonly nameOf: (agent: string) => string;
}

/** The timeline as a table: one line a task, and one for each time that an agent met contention. */
export function TimelineTable({ lanes, nameOf }: TimelineTableProps): VNode {
  return (
    <div
      class="scroller timeline-scroller"
      role="region"
      aria-label="Timeline as table"
      tabIndex={0}
    >
      <table class="plain">
        <caption class="for-reader">What ran, what it waited for, and what agents met</caption>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">
              From
            </th>
            <th scope="col" class="number">
              To
            </th>
            <th scope="col" class="number">
              Waited
            </th>
            <th scope="col">For</th>
            <th scope="col" class="number">
              Ran
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) =>
            itemsOf(lane).map((item) =>
              item.kind === 'bar' ? (
                <BarRow key={item.id} bar={item} owner={lane.title} />
              ) : (
                <MarkRow key={item.id} mark={item} owner={lane.title} nameOf={nameOf} />
              ),
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function BarRow({ bar, owner }: { readonly bar: Bar; readonly owner: string }): VNode {
  const { entry, begin, end } = bar;
  const { waited, ran } = partsOf(bar);
  return (
    <tr>
      <th scope="row">
        <bdi>{owner}</bdi>
      </th>
      <td>
        <bdi>{entry.name}</bdi>
      </td>
      <td>{entry.status}</td>
      <td class="number">{formatTime(begin)}</td>
      <td class="number">{entry.endedAt === null ? 'now' : formatTime(end)}</td>
      <Seconds value={waited} />
      <td title={entry.wait?.reason}>{waited !== null && <bdi>{waitedFor(bar)}</bdi>}</td>
      <Seconds value={ran} />
    </tr>
  );
}

interface MarkRowProps {
  readonly mark: Mark;
  readonly owner: string;
  readonly nameOf: (agent: string) => string;
}

function MarkRow({ mark, owner, nameOf }: MarkRowProps): VNode {
  const { contention, begin, end } = mark;
  const holder = holderOf(contention, nameOf);
  return (
    <tr>
      <th scope="row">
        <bdi>{owner}</bdi>
      </th>
      <td>
        <bdi>{contention.tool}</bdi> {predicateOf(contention)} <bdi>{contention.resource}</bdi>
      </td>
      <td>contention ({evidenceOf(contention)})</td>
      <td class="number">{formatTime(begin)}</td>
      <td class="number">{contention.until === null ? 'now' : formatTime(end)}</td>
      <Seconds value={contention.blocking ? end - begin : null} />
      <td>{holder !== null && <bdi>{holder}</bdi>}</td>
      <Seconds value={null} />
    </tr>
  );
}

function Seconds({ value }: { readonly value: number | null }): VNode {
  return <td class="number">{value === null ? <NotKnown /> : formatDuration(value)}</td>;
}
