import type { ContentionPattern } from '../pattern.ts';

export const apkPatterns: readonly ContentionPattern[] = [
  {
    id: 'apk-lock',
    tool: 'apk',
    kind: 'lock-failed',
    blocking: false,
    needle: 'ERROR: Unable to lock database: ',
    expression:
      /^ERROR: Unable to lock database: (?:Resource temporarily unavailable|temporary error \(try again later\))$/,
    resource: 'apk database',
    cure: 'Another apk is working. Wait for it and try again, or use --wait.',
    source: 'https://gitlab.alpinelinux.org/alpine/apk-tools (src/database.c)',
  },
];
