import type { ContentionPattern } from '../pattern.ts';

export const dnfPatterns: readonly ContentionPattern[] = [
  {
    id: 'dnf-waiting',
    tool: 'dnf',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for process with pid ',
    expression: /^Waiting for process with pid \d+ to finish\.$/,
    resource: 'dnf metadata',
    cure: 'Another dnf is working. It goes on by itself.',
    source: 'https://github.com/rpm-software-management/dnf (dnf/lock.py)',
  },
];
