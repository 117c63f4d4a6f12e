import { probeAskedCache } from '../asked-cache.ts';
import type { CacheProbe, OutputReader } from '../probe.ts';

/** npm's download cache (cacache). */
export const npm: CacheProbe = {
  name: 'npm',
  ecosystem: 'node',
  counting: {
    by: 'output',
    createReader: createNpmReader,
    silence: {
      reason: 'npm prints what it took from its cache only when asked to.',
      cure: 'To have it counted, set npm_config_loglevel=http for the agent.',
    },
  },
  probe: (context) =>
    probeAskedCache(
      'npm',
      {
        programs: [['npm']],
        version: { ask: ['--version'], pattern: /^(\d+\.\d+\.\S+)$/m },
        directory: { ask: ['config', 'get', 'cache'], within: '_cacache' },
        install: 'Install Node.js, which brings npm.',
      },
      context,
    ),
};

/** npm-registry-fetch lib/check-response.js; only tarballs, since the lists of versions are asked for in any case. */
const fetched =
  /^npm http fetch GET \d{3} \S+\.tgz \d+ms(?: attempt #\d+)? \(cache (?<status>[a-z]+)\)$/;

/** make-fetch-happen README, "x-local-cache-status". `skip` looked nothing up. */
const statuses: Readonly<Record<string, 'hit' | 'miss'>> = {
  hit: 'hit',
  stale: 'hit',
  revalidated: 'hit',
  updated: 'miss',
  miss: 'miss',
};

function createNpmReader(): OutputReader {
  return (line) => {
    const status = fetched.exec(line)?.groups?.['status'];
    const meaning = status === undefined ? undefined : statuses[status];
    if (meaning === undefined) return null;
    return { hits: meaning === 'hit' ? 1 : 0, misses: meaning === 'miss' ? 1 : 0 };
  };
}
