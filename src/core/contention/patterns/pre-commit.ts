import type { ContentionPattern } from '../pattern.ts';

export const preCommitPatterns: readonly ContentionPattern[] = [
  {
    id: 'pre-commit-locking',
    tool: 'pre-commit',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Locking pre-commit directory',
    expression: /^\[INFO\] Locking pre-commit directory$/,
    resource: 'pre-commit directory',
    cure: 'Another pre-commit installs its hooks. Run "pre-commit install-hooks" once before agents start.',
    source: 'https://github.com/pre-commit/pre-commit (pre_commit/store.py)',
  },
];
