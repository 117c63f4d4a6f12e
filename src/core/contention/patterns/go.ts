import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const goPatterns: readonly ContentionPattern[] = [
  {
    id: 'go-address-in-use',
    tool: 'go',
    kind: 'port-in-use',
    blocking: false,
    needle: ': bind: address already in use',
    expression:
      /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |panic: |Error: |error: |[a-z][\w -]{0,60}: ){0,3}listen (?:tcp|udp)[46]? \S*:(?<resource>\d+): bind: address already in use$/,
    cure: ownPort,
    source: 'https://pkg.go.dev/net#OpError',
  },
  {
    id: 'go-tool-killed',
    tool: 'go',
    kind: 'killed',
    blocking: false,
    needle: 'signal: killed',
    expression:
      /^(?:(?:(?:[A-Za-z]:)?[\\/][^\s:]*[\\/])?(?<resource>compile|link|asm|cgo|vet|cover): )?signal: killed$/,
    cure: 'The process was killed, most likely for lack of memory. Lower -p, or the compile gate.',
    source: 'https://pkg.go.dev/os#ProcessState.String',
  },
];
