import type { ContentionPattern } from '../pattern.ts';

export const flutterPatterns: readonly ContentionPattern[] = [
  {
    id: 'flutter-waiting',
    tool: 'flutter',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for another flutter command to release ',
    expression:
      /^Waiting for another flutter command to release the (?<resource>startup lock)\.\.\.$/,
    cure: 'One Flutter SDK starts one command at a time. Let the other finish starting.',
    source: 'https://github.com/flutter/flutter (packages/flutter_tools/lib/src/cache.dart)',
  },
];
