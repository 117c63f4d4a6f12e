import type { VNode } from 'preact';
import type { ContentionsView, TotalsView } from '../../src/extension/dashboard/contract.ts';
import { countOf } from '../format.ts';
import { Button } from '../toolkit.ts';
import { ContentionItem } from './contention-item.tsx';
import { ContentionTotals } from './contention-totals.tsx';
import { Section } from './section.tsx';

const endedShownAtFirst = 4;

export interface ContentionProps {
  readonly contention: ContentionsView;
  readonly totals: TotalsView;
  readonly now: number;
  readonly nameOf: (agent: string) => string;
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}

/** Who waits on what: what is going on first, then what has ended, the latest first; and what it has cost so far. */
export function Contention(props: ContentionProps): VNode {
  const { contention, totals, now, nameOf, all, onAll } = props;
  const { open, closed } = contention;
  const shown = all ? closed : closed.slice(0, endedShownAtFirst);
  const item = (entry: ContentionsView['open'][number]) => (
    <ContentionItem key={entry.id} contention={entry} now={now} nameOf={nameOf} />
  );
  return (
    <Section
      id="contention"
      title="Contention"
      note={open.length > 0 ? `${open.length} open` : undefined}
    >
      {open.length + closed.length === 0 ? (
        <p class="empty-line">
          No agent is waiting for another. When one does, this shows for what, since when, and the
          cure.
        </p>
      ) : (
        <>
          <div class="track-scale note" aria-hidden="true">
            <span>−10 min</span>
            <span>−5 min</span>
            <span>now</span>
          </div>
          <ul class="waits-list">
            {open.map(item)}
            {shown.map(item)}
          </ul>
        </>
      )}
      {closed.length > endedShownAtFirst && (
        <Button
          appearance="secondary"
          onClick={() => {
            onAll(!all);
          }}
        >
          {all
            ? 'Show Fewer'
            : `Show ${countOf(closed.length - endedShownAtFirst, 'More', 'More')}`}
        </Button>
      )}
      {totals.all.count > 0 && <ContentionTotals totals={totals} nameOf={nameOf} />}
    </Section>
  );
}
