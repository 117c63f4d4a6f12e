import type { ContentionTotal } from '../../core/contention/totals.ts';
import type { TotalsView, TotalView } from './contract.ts';

/** As many lines of each list as a person will look through; the sum of all counts the rest too. */
const linesShown = 50;

/** What contention has cost: by agent, by resource and by day, and in all. */
export function totalsView(entries: readonly ContentionTotal[]): TotalsView {
  const mostLost = (one: TotalView, other: TotalView) =>
    other.seconds - one.seconds || other.count - one.count || one.name.localeCompare(other.name);
  const latest = (one: TotalView, other: TotalView) => other.name.localeCompare(one.name);
  return {
    agents: sumsBy(entries, ({ agent }) => agent, mostLost),
    resources: sumsBy(entries, ({ resource }) => resource, mostLost),
    days: sumsBy(entries, ({ day }) => day, latest),
    all: sumOf(entries),
  };
}

function sumsBy(
  entries: readonly ContentionTotal[],
  nameOf: (entry: ContentionTotal) => string,
  order: (one: TotalView, other: TotalView) => number,
): TotalView[] {
  return [...Map.groupBy(entries, nameOf)]
    .map(([name, each]) => ({ name, ...sumOf(each) }))
    .sort(order)
    .slice(0, linesShown);
}

function sumOf(entries: readonly ContentionTotal[]): { count: number; seconds: number } {
  return entries.reduce(
    (sum, { count, seconds }) => ({ count: sum.count + count, seconds: sum.seconds + seconds }),
    { count: 0, seconds: 0 },
  );
}
