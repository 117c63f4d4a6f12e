import { probeAskedCache } from '../asked-cache.ts';
import type { CacheProbe, OutputReader } from '../probe.ts';

/** uv's cache of downloads, unpacked wheels and the wheels it built. */
export const uv: CacheProbe = {
  name: 'uv',
  ecosystem: 'python',
  counting: {
    by: 'output',
    missReason: 'not-prepared',
    createReader: createUvReader,
    silence: null,
  },
  probe: (context) =>
    probeAskedCache(
      'uv',
      {
        programs: [['uv']],
        version: { ask: ['--version'], pattern: /^uv (\S+)/m },
        directory: { ask: ['cache', 'dir'] },
        install: 'Install it, for example with: python3 -m pip install uv.',
      },
      context,
    ),
};

/**
 * uv prints the packages that it had to download or build ("Prepared", left out when there were none) and then all that
 * it installed; what was installed without being prepared came from the cache (uv crates/uv/src/commands/pip/operations.rs).
 */
const step =
  /^(?<verb>Prepared|Installed) (?<count>\d{1,9}) packages? in (?:\d+m )?[\d.]+(?:ms|µs|ns|s)$/;

function createUvReader(): OutputReader {
  let prepared = 0;
  return (line) => {
    const { verb, count } = step.exec(line)?.groups ?? {};
    if (verb === undefined) return null;
    if (verb === 'Prepared') {
      prepared = Number(count);
      return { hits: 0, misses: prepared };
    }
    const hits = Math.max(0, Number(count) - prepared);
    prepared = 0;
    return hits > 0 ? { hits, misses: 0 } : null;
  };
}
