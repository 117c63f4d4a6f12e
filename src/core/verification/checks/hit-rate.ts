import { absorbSccacheLog } from '../../cache/absorb-sccache-log.ts';
import { sumCacheCounts } from '../../cache/counts.ts';
import { reasonText, sortedReasons } from '../../cache/miss-reasons.ts';
import { formatShare } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';

const wanted = 0.8;

/** Lookups below which a rate says nothing. */
const fewest = 10;

/** What nobody had done before cannot be found: the first build of a thing is no incremental work. */
const firstTime: ReadonlySet<string> = new Set(['first-time', 'not-downloaded', 'not-prepared']);

/** More than four in five lookups of incremental work find what they look for, cache by cache. */
export const hitRateGate: Check = {
  id: 'runtime.hit-rate',
  stage: 'runtime',
  async run({ engine: { store, configuration }, agents }) {
    await absorbSccacheLog(store);
    const asked = new Set(agents.map(({ id }) => id));
    const since = Date.now() - configuration.cacheWindowMinutes * 60_000;
    const counts = sumCacheCounts(store, since).filter(({ agent }) => asked.has(agent));
    const findings = [...Map.groupBy(counts, ({ cache }) => cache)].flatMap(
      ([cache, those]): Finding[] => {
        const reasons = sortedReasons(summed(those.flatMap((each) => each.reasons)));
        const hits = sum(those.map((each) => each.hits));
        const misses = sum(those.map((each) => each.misses));
        const first = sum(
          reasons.filter(({ reason }) => firstTime.has(reason)).map(({ count }) => count),
        );
        const lookups = hits + Math.max(0, misses - first);
        if (lookups < fewest) return [];
        const rate = hits / lookups;
        const left = first === 0 ? '' : `, ${String(first)} of things never made before left out`;
        const why = reasons
          .filter(({ reason }) => !firstTime.has(reason))
          .slice(0, 3)
          .map(reasonText)
          .join(', ');
        return [
          {
            result: rate > wanted ? 'pass' : 'fail',
            evidence: `${cache}: ${formatShare(rate)} of ${String(lookups)} lookups found it${left}${why === '' ? '' : `; missed: ${why}`}.`,
            cure: 'docs/caches.md says what each reason means and what helps; "lanekeeper caches" shows them by agent.',
          },
        ];
      },
    );
    return verdictOf(
      findings,
      `No cache was asked ${String(fewest)} times for incremental work in the last ${String(configuration.cacheWindowMinutes)} min.`,
    );
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function summed(reasons: readonly { reason: string; count: number }[]) {
  return [...Map.groupBy(reasons, ({ reason }) => reason)].map(([reason, same]) => ({
    reason,
    count: sum(same.map(({ count }) => count)),
  }));
}
