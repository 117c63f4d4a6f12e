import type { ContentionPattern } from '../pattern.ts';

export const jestPatterns: readonly ContentionPattern[] = [
  {
    id: 'jest-worker-killed',
    tool: 'jest',
    kind: 'killed',
    blocking: false,
    needle: ' was terminated by another process: signal=SIGKILL',
    expression:
      /^(?: {4})?A jest worker process \(pid=\d+\) was terminated by another process: signal=SIGKILL, exitCode=null\./,
    resource: 'jest worker',
    cure: 'The worker was most likely killed for lack of memory. Lower --maxWorkers, or the test gate.',
    source:
      'https://github.com/jestjs/jest (packages/jest-worker/src/workers/ChildProcessWorker.ts)',
  },
];
