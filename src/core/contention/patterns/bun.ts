import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const bunPatterns: readonly ContentionPattern[] = [
  {
    id: 'bun-port-in-use',
    tool: 'bun',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Failed to start server. Is port ',
    expression: /^(?:error: )?Failed to start server\. Is port (?<resource>\d+) in use\?$/,
    cure: ownPort,
    source: 'https://github.com/oven-sh/bun (src/bun.js/api/server.zig)',
  },
];
