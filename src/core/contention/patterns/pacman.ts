import type { ContentionPattern } from '../pattern.ts';

export const pacmanPatterns: readonly ContentionPattern[] = [
  {
    id: 'pacman-lock',
    tool: 'pacman',
    kind: 'lock-failed',
    blocking: false,
    needle: 'error: failed to ',
    expression:
      /^error: failed to (?:init transaction|synchronize all databases) \((?<resource>unable to lock database)\)$/,
    cure: 'Another pacman is working. Wait for it; if none is running, remove db.lck.',
    source: 'https://gitlab.archlinux.org/pacman/pacman (lib/libalpm/error.c)',
  },
];
