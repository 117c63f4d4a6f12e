import type { ContentionPattern } from '../pattern.ts';

export const yarnPatterns: readonly ContentionPattern[] = [
  {
    id: 'yarn-mutex',
    tool: 'yarn',
    kind: 'lock-wait',
    blocking: true,
    needle: 'warning Waiting for the other yarn instance to finish (',
    expression: /^warning Waiting for the other yarn instance to finish \(.+\)$/,
    resource: 'yarn mutex',
    cure: 'Another yarn holds the mutex. Agents in worktrees can install without --mutex.',
    source: 'https://github.com/yarnpkg/yarn (src/cli/index.js)',
  },
  {
    id: 'yarn-killed',
    tool: 'yarn',
    kind: 'killed',
    blocking: false,
    needle: 'error Command failed with exit code 137.',
    expression: /^error Command failed with exit code 137\.$/,
    resource: 'script',
    cure: 'The script was killed, most likely for lack of memory. Run fewer tasks at the same time.',
    source: 'https://github.com/yarnpkg/yarn (src/util/execute-lifecycle-script.js)',
  },
];
