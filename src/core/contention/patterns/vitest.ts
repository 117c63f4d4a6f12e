import type { ContentionPattern } from '../pattern.ts';

export const vitestPatterns: readonly ContentionPattern[] = [
  {
    id: 'vitest-coverage-directory',
    tool: 'vitest',
    kind: 'lock-failed',
    blocking: false,
    needle: ' is already in use by another Vitest process ',
    expression:
      /^(?:Error: )?The coverage report directory "(?<resource>[^"]+)" is already in use by another Vitest process \(pid \d+\)\./,
    cure: 'Give each run a directory of its own with --coverage.reportsDirectory.',
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/coverage.ts)',
  },
  {
    id: 'vitest-worker-exited',
    tool: 'vitest',
    kind: 'killed',
    blocking: false,
    needle: 'Worker exited unexpectedly',
    expression:
      /^(?:Caused by: )?Error: (?:\[vitest-pool\]: )?Worker exited unexpectedly\.?(?: with exit code \d+)?$/,
    resource: 'test worker',
    cure: 'A test worker died, often for lack of memory. Lower maxWorkers, or the test gate.',
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/pools/poolRunner.ts)',
  },
];
