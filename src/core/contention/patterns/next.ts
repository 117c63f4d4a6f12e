import type { ContentionPattern } from '../pattern.ts';
import { recovered } from './repeated-texts.ts';

const nextSource =
  'https://github.com/vercel/next.js (packages/next/src/build, packages/next/src/server/lib)';

export const nextPatterns: readonly ContentionPattern[] = [
  {
    id: 'next-other-port',
    tool: 'next',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is in use by ',
    expression:
      /^(?: \u26a0 |warn {2}- )Port (?<resource>\d+) is in use by (?:process \d+|an unknown process), using available port \d+ instead\.$/,
    cure: recovered,
    source: nextSource,
  },
  {
    id: 'next-lock',
    tool: 'next',
    kind: 'lock-failed',
    blocking: false,
    needle: ', is another instance of next ',
    expression:
      /^(?: \u2a2f |Error: )Unable to acquire lock at (?<resource>\S.*), is another instance of next (?:build|dev) running\?$/,
    cure: 'Another next works in this directory. Give each agent a worktree, or another distDir.',
    source: nextSource,
  },
];
