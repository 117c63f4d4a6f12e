import type { ContentionPattern } from '../pattern.ts';

const brewSource =
  'https://github.com/Homebrew/brew (Library/Homebrew/exceptions.rb, utils/lock.sh)';

export const brewPatterns: readonly ContentionPattern[] = [
  {
    id: 'brew-file-locked',
    tool: 'brew',
    kind: 'lock-failed',
    blocking: false,
    needle: ' process has already locked ',
    expression: /^Error: A `[^`]+` process has already locked (?<resource>\S.*)\.$/,
    cure: 'Another brew is working. Wait for it to finish, then try again.',
    source: brewSource,
  },
  {
    id: 'brew-command-running',
    tool: 'brew',
    kind: 'lock-failed',
    blocking: false,
    needle: '` process is already running.',
    expression:
      /^Error: Another (?:active )?`(?<resource>brew [^`]+)` process is already running\.$/,
    cure: 'Another brew is working. Wait for it to finish, then try again.',
    source: brewSource,
  },
];
