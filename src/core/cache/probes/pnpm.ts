import { probeAskedCache } from '../asked-cache.ts';
import type { CacheProbe, OutputReader } from '../probe.ts';

/** pnpm's content-addressable store. */
export const pnpm: CacheProbe = {
  name: 'pnpm',
  ecosystem: 'node',
  counting: {
    by: 'output',
    missReason: 'not-downloaded',
    createReader: createPnpmReader,
    silence: null,
  },
  probe: (context) =>
    probeAskedCache(
      'pnpm',
      {
        programs: [['pnpm']],
        version: { ask: ['--version'], pattern: /^(\d+\.\d+\.\S+)$/m },
        directory: { ask: ['store', 'path'] },
        install: 'Install it, for example with: npm install --global pnpm.',
      },
      context,
    ),
};

/**
 * The last progress line of an install; in a workspace without a shared lockfile one a project, behind the project's
 * path padded or cut to 40 columns.
 */
const progress =
  /^(?:(?=.{40} \| )\S+ +\| )?Progress: resolved \d+, reused (?<hits>\d{1,9}), downloaded (?<misses>\d{1,9}), added \d+, done$/;

function createPnpmReader(): OutputReader {
  return (line) => {
    const counts = progress.exec(line)?.groups;
    return counts ? { hits: Number(counts['hits']), misses: Number(counts['misses']) } : null;
  };
}
