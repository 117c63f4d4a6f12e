import { formatDuration } from '../../src/core/quantities.ts';
import { formatTime } from '../format.ts';
import type { Bar, Mark, TimelineItem } from '../state/timeline.ts';
import { causeWords, evidenceOf, holderOf, predicateOf } from './contention-words.ts';

type NameOf = (agent: string) => string;

/** What a bar waited for, in a word or two: `compile jobs`, `a claim`. */
export function obstacleWords(obstacle: string | null): string {
  switch (obstacle) {
    case null:
      return 'a place';
    case 'claim':
      return 'a claim';
    case 'gpu':
      return 'a GPU';
    case 'processors':
      return 'processors';
    default:
      // Gates are named in capitals, as the variables of other tools that they are taken from.
      return obstacle.replaceAll('_', ' ').toLowerCase();
  }
}

/** What a bar waited for, as it is named on the bar and in the table: a claim by whose it is and what on. */
export function waitedFor({ entry: { wait } }: Bar): string {
  return wait?.obstacle === 'claim' ? wait.reason : obstacleWords(wait?.obstacle ?? null);
}

/** How long a bar waited and ran, in seconds; null for what it did not do. */
export function partsOf({ begin, ran, end }: Bar): { waited: number | null; ran: number | null } {
  return {
    waited: ran === null || ran > begin ? (ran ?? end) - begin : null,
    ran: ran === null ? null : end - ran,
  };
}

/** All of an item in words, for those who do not see it and for whoever points at it. */
export function itemWords(item: TimelineItem, nameOf: NameOf): string {
  return item.kind === 'bar' ? barWords(item) : markWords(item, nameOf);
}

function barWords(bar: Bar): string {
  const { entry, begin, end } = bar;
  const { waited, ran } = partsOf(bar);
  const sentences = [`${entry.name}: ${entry.status}, ${span(begin, entry.endedAt && end)}.`];
  if (waited !== null) {
    const verb = entry.status === 'waiting' ? 'Waits' : 'Waited';
    const what = obstacleWords(entry.wait?.obstacle ?? null);
    sentences.push(`${verb} ${formatDuration(waited)} for ${what}.`, entry.wait?.reason ?? '');
  }
  if (ran !== null) sentences.push(`Ran ${formatDuration(ran)}.`);
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function markWords({ contention, begin, end }: Mark, nameOf: NameOf): string {
  const { resource, tool, blocking, refuted, path, cure } = contention;
  const holder = holderOf(contention, nameOf);
  const cause = causeWords(contention);
  const what = [predicateOf(contention), resource, `in ${tool}`].filter((word) => word !== '');
  const lost = blocking && !refuted ? `${formatDuration(end - begin)} lost` : 'No time lost';
  return [
    `Contention: ${what.join(' ')}${holder === null ? '' : `, held by ${holder}`}, ${span(begin, contention.until && end)}.`,
    `${lost}; ${evidenceOf(contention)}${cause === null ? '' : `; ${cause}`}.`,
    ...(path === null ? [] : [`${path}.`]),
    cure,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function span(begin: number, end: number | null | ''): string {
  return `${formatTime(begin)} – ${typeof end === 'number' ? formatTime(end) : 'now'}`;
}
