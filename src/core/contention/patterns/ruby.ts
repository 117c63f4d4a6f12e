import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const rubyPatterns: readonly ContentionPattern[] = [
  {
    id: 'ruby-address-in-use',
    tool: 'ruby',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Address already in use - bind(2) for ',
    expression:
      /^(?:\/[^"'`:]{1,400}:\d+:in [`'][^']{1,100}': )?Address already in use - bind\(2\) for "[^"]{0,100}" port (?<resource>\d+) \(Errno::EADDRINUSE\)$/,
    cure: ownPort,
    source: 'https://docs.ruby-lang.org/en/master/Errno.html',
  },
];
