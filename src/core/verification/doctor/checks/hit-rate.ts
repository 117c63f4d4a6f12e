import { reasonText, sortedReasons } from '../../../cache/miss-reasons.ts';
import { formatShare } from '../../../quantities.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

const wanted = 0.5;
const fewest = 20;

/** The caches help: half of what was looked up was there. The gate `runtime.hit-rate` asks for more of incremental work. */
export const hitRate: DoctorCheck = {
  id: 'caches.hit-rate',
  stage: 'caches',
  async run({ caches }) {
    const findings = (await caches()).caches.flatMap(
      ({ name, hits, misses, reasons }): Finding[] => {
        if (hits === null || misses === null || hits + misses < fewest) return [];
        const rate = hits / (hits + misses);
        const told = `${name}: ${String(hits)} hits in ${String(hits + misses)} lookups (${formatShare(rate)})`;
        if (rate >= wanted) return [{ result: 'pass', evidence: `${told}.` }];
        const why = sortedReasons(reasons).slice(0, 3).map(reasonText).join(', ');
        // A first build finds nothing, and nothing is wrong with that.
        const isFirst =
          reasons.length > 0 &&
          reasons.every(({ reason }) => reason === 'first-time' || reason === 'not-downloaded');
        return [
          {
            result: isFirst ? 'pass' : 'fail',
            evidence: `${told}${why === '' ? '' : `: ${why}`}.`,
            cure: 'docs/caches.md says what each reason means and what helps; "lanekeeper caches" shows them by agent.',
          },
        ];
      },
    );
    return verdictOf(findings, `No cache was asked ${String(fewest)} times in the last while.`);
  },
};
