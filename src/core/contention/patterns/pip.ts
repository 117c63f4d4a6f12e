import type { ContentionPattern } from '../pattern.ts';

export const pipPatterns: readonly ContentionPattern[] = [
  {
    id: 'pip-disk-full',
    tool: 'pip',
    kind: 'disk-full',
    blocking: false,
    needle: 'ERROR: Could not install packages due to an ',
    expression:
      /^ERROR: Could not install packages due to an (?:OSError|EnvironmentError): \[Errno 28\] [^"'`:]{1,100}(?:: '(?<resource>[^']+)')?$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://github.com/pypa/pip (src/pip/_internal/commands/install.py)',
  },
  {
    id: 'pip-file-busy',
    tool: 'pip',
    kind: 'file-busy',
    blocking: false,
    needle: 'ERROR: Could not install packages due to an ',
    expression:
      /^ERROR: Could not install packages due to an (?:OSError|EnvironmentError): \[(?:Errno 26|WinError 32)\] [^:]+: '(?<resource>[^']+)'(?: -> '[^']+')?$/,
    cure: 'A program in this environment is running. Stop it, and let one pip at a time work on an environment.',
    source: 'https://github.com/pypa/pip (src/pip/_internal/commands/install.py)',
  },
];
