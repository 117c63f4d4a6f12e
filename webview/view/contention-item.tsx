import type { VNode } from 'preact';
import { chartWindowSeconds, type ContentionView } from '../../src/extension/dashboard/contract.ts';
import { formatDuration } from '../../src/core/quantities.ts';
import { formatTime } from '../format.ts';
import { Badge } from '../toolkit.ts';
import { causeWords, evidenceOf, holderOf, predicateOf } from './contention-words.ts';
import { Icon } from './icons.tsx';

export interface ContentionItemProps {
  readonly contention: ContentionView;
  /** The end of the timeline, seconds since the epoch. */
  readonly now: number;
  readonly nameOf: (agent: string) => string;
}

/** Who waited on what, from when to when, and what to do about it. */
export function ContentionItem({ contention, now, nameOf }: ContentionItemProps): VNode {
  const { tool, resource, cure, text, since, until } = contention;
  const start = Date.parse(since) / 1000;
  const end = until === null ? now : Date.parse(until) / 1000;
  const holder = holderOf(contention, nameOf);
  return (
    <li class={until === null ? 'wait wait-open' : 'wait'}>
      <div class="wait-what">
        <Icon name="contention" />
        <p title={text}>
          <bdi class="strong">{nameOf(contention.agent)}</bdi> {predicateOf(contention)}{' '}
          {resource !== '' && <bdi class="strong">{resource}</bdi>}
          <span class="note">
            {' '}
            in <bdi>{tool}</bdi>
          </span>
          {holder !== null && (
            <span class="note">
              , held by <bdi>{holder}</bdi>
            </span>
          )}
        </p>
      </div>
      <Track start={start} end={end} now={now} />
      <p class="wait-when">
        {until === null ? (
          <Badge>{formatDuration(end - start)}</Badge>
        ) : (
          <span class="number">{formatDuration(end - start)}</span>
        )}
        <span class="note number">
          <time dateTime={since}>{formatTime(start)}</time>
          {until === null ? ' – now' : ' – '}
          {until !== null && <time dateTime={until}>{formatTime(end)}</time>}
        </span>
      </p>
      <div class="wait-more note">
        <Facts contention={contention} seconds={end - start} />
        {cure !== '' && <p class="wait-cure">{cure}</p>}
      </div>
    </li>
  );
}

/** What it was about, how it is known, where, and what it cost. */
function Facts(props: { readonly contention: ContentionView; readonly seconds: number }): VNode {
  const { contention, seconds } = props;
  const { path, blocking, refuted } = contention;
  const cause = causeWords(contention);
  const lost = blocking && !refuted ? `${formatDuration(seconds)} lost` : 'no time lost';
  return (
    <ul class="wait-facts" aria-label="Details">
      {cause !== null && <li>{cause}</li>}
      <li>{evidenceOf(contention)}</li>
      <li class="number">{lost}</li>
      {path !== null && (
        <li class="wait-path" title={path}>
          <bdi class="path">{path}</bdi>
        </li>
      )}
    </ul>
  );
}

/** The wait as a bar on the last ten minutes; the words beside it say the same. */
function Track(props: {
  readonly start: number;
  readonly end: number;
  readonly now: number;
}): VNode {
  const from = props.now - chartWindowSeconds;
  const percent = (time: number) =>
    Math.min(100, Math.max(0, ((time - from) / chartWindowSeconds) * 100));
  const begin = percent(props.start);
  return (
    <div class="track" aria-hidden="true">
      {props.end >= from && (
        <div
          class="track-bar"
          style={{ insetInlineStart: `${begin}%`, inlineSize: `${percent(props.end) - begin}%` }}
        />
      )}
    </div>
  );
}
