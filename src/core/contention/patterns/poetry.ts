import type { ContentionPattern } from '../pattern.ts';

export const poetryPatterns: readonly ContentionPattern[] = [
  {
    id: 'poetry-file-lock',
    tool: 'poetry',
    kind: 'lock-failed',
    blocking: false,
    needle: ', unable to acquire file lock for ',
    expression:
      /^(?: {2})?Failed to clone \S+ at '[^']*', unable to acquire file lock for (?<resource>\S.*)\.$/,
    cure: 'Another poetry or git has the file. Wait for it and try again; if none is running, remove the lock file.',
    source: 'https://github.com/python-poetry/poetry (src/poetry/vcs/git/backend.py)',
  },
];
