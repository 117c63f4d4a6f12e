import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const springPatterns: readonly ContentionPattern[] = [
  {
    id: 'spring-port-in-use',
    tool: 'spring',
    kind: 'port-in-use',
    blocking: false,
    needle: ' was already in use.',
    expression:
      /^(?:Web server|Embedded servlet container) failed to start\. Port (?<resource>\d+) was already in use\.$/,
    cure: ownPort,
    source: 'https://github.com/spring-projects/spring-boot (PortInUseFailureAnalyzer.java)',
  },
];
