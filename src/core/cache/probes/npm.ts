import { probeAskedCache } from '../asked-cache.ts';
import type { CacheProbe, OutputReader } from '../probe.ts';

/** npm's download cache (cacache). */
export const npm: CacheProbe = {
  name: 'npm',
  ecosystem: 'node',
  counting: {
    by: 'output',
    missReason: 'not-downloaded',
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

/**
 * npm-registry-fetch lib/check-response.js; only tarballs, since the lists of versions are asked for in any case. A
 * tarball of known integrity is tried in the cache first, which pacote lib/fetcher.js calls a hit before it knows:
 * if it was none, a fetch of the same URL follows.
 */
const fetched =
  /^npm http fetch GET \d{3} (?<url>\S+\.tgz) \d+ms(?: attempt #\d+)? \(cache (?<status>[a-z]+)\)$/;
const tried = /^npm http cache \S+@(?<url>https?:\S+\.tgz) \d+ms \(cache hit\)$/;
/** How an install ends: `added 8 packages, and audited 9 packages in 1s`. */
const ended = /^(?:added|removed|changed|up to date)\b.* in \d+(?:\.\d+)?(?:ms|s|m)$/;

/** make-fetch-happen README, "x-local-cache-status". `skip` looked nothing up. */
const statuses: Readonly<Record<string, 'hit' | 'miss'>> = {
  hit: 'hit',
  stale: 'hit',
  revalidated: 'hit',
  updated: 'miss',
  miss: 'miss',
};

/** More packages than any install has; beyond it hits go uncounted. */
const rememberedUrls = 20_000;

function createNpmReader(): OutputReader {
  const unconfirmed = new Set<string>();
  return (line) => {
    const triedUrl = tried.exec(line)?.groups?.['url'];
    if (triedUrl !== undefined) {
      if (unconfirmed.size < rememberedUrls) unconfirmed.add(triedUrl);
      return null;
    }
    const { url = '', status = '' } = fetched.exec(line)?.groups ?? {};
    const meaning = statuses[status];
    if (meaning !== undefined) {
      unconfirmed.delete(url);
      return meaning === 'hit' ? { hits: 1, misses: 0 } : { hits: 0, misses: 1 };
    }
    if (unconfirmed.size === 0 || !ended.test(line)) return null;
    const hits = unconfirmed.size;
    unconfirmed.clear();
    return { hits, misses: 0 };
  };
}
