import type { ContentionPattern } from '../pattern.ts';

const condaLock = 'https://github.com/conda/conda (conda/gateways/disk/lock.py)';

export const condaPatterns: readonly ContentionPattern[] = [
  {
    id: 'conda-lock-error',
    tool: 'conda',
    kind: 'lock-failed',
    blocking: false,
    needle: 'LockError: Failed to acquire lock.',
    expression: /^(?:conda\.exceptions\.)?LockError: Failed to acquire lock\.$/,
    cure: 'Another conda is working. Wait for it and try again; give each agent an environment of its own.',
    source: condaLock,
  },
  {
    id: 'conda-already-busy',
    tool: 'conda',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Wait for it to finish before continuing.',
    expression:
      /^(?:LOCKERROR: It looks like conda is already doing something\. +)?The lock (?<resource>\S.*) was found\. Wait for it to finish before continuing\./,
    cure: 'Another conda is working. Wait for it and try again; give each agent an environment of its own.',
    source: condaLock,
  },
];
