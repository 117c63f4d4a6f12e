import { countOf } from '../../quantities.ts';
import { listCacheChecks } from '../cache-check.ts';
import { type Check, verdictOf } from '../check.ts';

/** No clean-up took anything out of a shared cache: what lay there before lay there after. */
export const cachesIntact: Check = {
  id: 'post.caches-intact',
  stage: 'post',
  run({ engine }) {
    const findings = listCacheChecks(engine.store).map(({ agent, time, caches }) => {
      const broken = caches.filter(({ missing }) => missing.length > 0);
      const entries = caches.reduce((sum, cache) => sum + cache.entries, 0);
      const over = `Cleaning ${agent} at ${time}:`;
      if (broken.length === 0) {
        return {
          result: 'pass' as const,
          evidence: `${over} ${countOf(entries, 'entry', 'entries')} of ${countOf(caches.length, 'cache')}, there before and after.`,
        };
      }
      return {
        result: 'fail' as const,
        evidence: `${over} ${broken.map(({ name, path, missing }) => `${name} (${path}) lost ${missing.join(', ')}`).join('; ')}.`,
        cure: 'If no tool evicted these at that very moment, please report it; tools fetch again what is missing.',
      };
    });
    return Promise.resolve(verdictOf(findings, 'No agent has been cleaned yet.'));
  },
};
