import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const redisPatterns: readonly ContentionPattern[] = [
  {
    id: 'redis-address-in-use',
    tool: 'redis',
    kind: 'port-in-use',
    blocking: false,
    needle: 'ould not create server TCP listening socket ',
    expression:
      /^(?:\d{1,10}:[A-Z] \d\d [A-Z][a-z]{2} \d{4} [\d:.]{12} # )?(?:Warning: )?Could not create server TCP listening socket \S{0,200}:(?<resource>\d+): bind: Address already in use$/,
    cure: ownPort,
    source: 'https://github.com/redis/redis (src/server.c)',
  },
];
