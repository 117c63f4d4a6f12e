import type { VNode } from 'preact';
import type { TotalsView, TotalView } from '../../src/extension/dashboard/contract.ts';
import { formatDuration } from '../../src/core/quantities.ts';
import { countOf } from '../format.ts';

export interface ContentionTotalsProps {
  readonly totals: TotalsView;
  readonly nameOf: (agent: string) => string;
}

/** What waiting has cost over the days that are kept: by agent, by resource and by day. */
export function ContentionTotals({ totals, nameOf }: ContentionTotalsProps): VNode {
  const { agents, resources, days, all } = totals;
  return (
    <div class="totals">
      <p class="totals-sum">
        <span class="strong">{formatDuration(all.seconds)}</span>{' '}
        <span class="note">
          lost to waiting in the last 90 days, {countOf(all.count, 'time', 'times')}
        </span>
      </p>
      <div class="totals-tables">
        <TotalsTable title="Agent" lines={agents} wordsOf={nameOf} />
        <TotalsTable title="Resource" lines={resources} wordsOf={(name) => name} />
        <TotalsTable title="Day" lines={days} wordsOf={(name) => name} />
      </div>
    </div>
  );
}

interface TotalsTableProps {
  readonly title: string;
  readonly lines: readonly TotalView[];
  readonly wordsOf: (name: string) => string;
}

function TotalsTable({ title, lines, wordsOf }: TotalsTableProps): VNode {
  const caption = `Time lost by ${title.toLowerCase()}`;
  return (
    <div class="scroller totals-scroller" role="region" aria-label={caption} tabIndex={0}>
      <table class="plain">
        <caption class="for-reader">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" class="number">
              Times
            </th>
            <th scope="col" class="number">
              Lost
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, count, seconds }) => (
            <tr key={name}>
              <th scope="row" class="total-name">
                <bdi title={wordsOf(name)}>{wordsOf(name)}</bdi>
              </th>
              <td class="number">{count}</td>
              <td class="number">{formatDuration(seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
