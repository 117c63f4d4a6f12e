import type { ContentionPattern } from '../pattern.ts';

const xdist = 'https://github.com/pytest-dev/pytest-xdist (src/xdist/dsession.py)';
const workerKilled =
  'A test worker died, often for lack of memory. Run with fewer workers, or lower the test gate.';

export const pytestPatterns: readonly ContentionPattern[] = [
  {
    id: 'pytest-cache-warning',
    tool: 'pytest',
    kind: 'cache-degraded',
    blocking: false,
    needle: 'PytestCacheWarning: could not create cache path ',
    expression:
      /^(?: {2})?(?:(?:\/[^/ ]|[A-Za-z]:\\)[^"'`:]{1,400}\.py:\d+: )?PytestCacheWarning: could not create cache path (?<resource>[^:]+(?:[^ :]:[^:]*)?): .*$/,
    cure: 'Give each agent a cache of its own with PYTEST_ADDOPTS="-o cache_dir=…", in a directory that it can write.',
    source: 'https://github.com/pytest-dev/pytest (src/_pytest/cacheprovider.py)',
  },
  {
    id: 'xdist-node-down',
    tool: 'pytest',
    kind: 'killed',
    blocking: false,
    needle: '] node down: Not properly terminated',
    expression: /^\[(?<resource>gw\d+)\] node down: Not properly terminated$/,
    cure: workerKilled,
    source: xdist,
  },
  {
    id: 'xdist-worker-crashed',
    tool: 'pytest',
    kind: 'killed',
    blocking: false,
    needle: "' crashed while running ",
    expression: /^worker '(?<resource>gw\d+)' crashed while running ['"].*['"]$/,
    cure: workerKilled,
    source: xdist,
  },
  {
    id: 'xdist-worker-replaced',
    tool: 'pytest',
    kind: 'killed',
    blocking: false,
    needle: 'replacing crashed worker ',
    expression: /^replacing crashed worker (?<resource>gw\d+)$/,
    cure: workerKilled,
    source: xdist,
  },
  {
    id: 'xdist-workers-exhausted',
    tool: 'pytest',
    kind: 'killed',
    blocking: false,
    needle: 'maximum crashed workers reached: ',
    expression: /^(?:xdist: )?maximum crashed workers reached: \d+$/,
    resource: 'test workers',
    cure: workerKilled,
    source: xdist,
  },
];
