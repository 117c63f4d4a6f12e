import { probeAskedCache } from '../asked-cache.ts';
import type { CacheProbe, OutputReader } from '../probe.ts';

/** pip's cache of downloads and of the wheels it built. */
export const pip: CacheProbe = {
  name: 'pip',
  ecosystem: 'python',
  counting: {
    by: 'output',
    missReason: 'not-downloaded',
    createReader: createPipReader,
    silence: null,
  },
  probe: (context) =>
    probeAskedCache(
      'pip',
      {
        programs: [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']],
        version: { ask: ['--version'], pattern: /^pip (\S+)/m },
        directory: {
          ask: ['cache', 'dir'],
          faults: [
            {
              pattern: /cache is disabled/,
              reason: "pip's cache is turned off.",
              cure: 'Unset PIP_NO_CACHE_DIR, or remove no-cache-dir from the configuration: pip config list.',
            },
            {
              pattern: /No module named pip/,
              reason: 'Python was found, but without pip.',
              cure: 'Install pip, for example with: python3 -m ensurepip.',
            },
          ],
        },
        install: 'Install Python with pip.',
      },
      context,
    ),
};

/**
 * pip src/pip/_internal/network/download.py `_log_download`: one line a distribution, indented below its "Collecting"
 * or, when its metadata came first, not at all. Metadata files are no packages and end in `.metadata`.
 */
const looked =
  /^(?: {2})?(?<verb>Using cached|Downloading) \S+\.(?:whl|tar\.gz|tar\.bz2|tar\.xz|zip)(?: \([\d.]+ (?:bytes|kB|MB|GB)\))?$/;

function createPipReader(): OutputReader {
  return (line) => {
    const verb = looked.exec(line)?.groups?.['verb'];
    if (verb === undefined) return null;
    return verb === 'Downloading' ? { hits: 0, misses: 1 } : { hits: 1, misses: 0 };
  };
}
