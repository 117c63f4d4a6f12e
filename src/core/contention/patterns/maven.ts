import type { ContentionPattern } from '../pattern.ts';

export const mavenPatterns: readonly ContentionPattern[] = [
  {
    id: 'maven-named-locks',
    tool: 'maven',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Could not acquire lock(s)',
    expression:
      /^\[ERROR\] (?:Failed to execute goal .*: )?Could not acquire lock\(s\)(?: -> \[Help \d+\])?$/,
    resource: 'maven local repository',
    cure: 'Another Maven has the artifact. Raise -Daether.syncContext.named.time, or give each agent its own maven.repo.local.',
    source: 'https://maven.apache.org/resolver/configuration.html',
  },
  {
    id: 'maven-write-lock',
    tool: 'maven',
    kind: 'lock-failed',
    blocking: false,
    needle: "Could not acquire write lock for '",
    expression:
      /^\[ERROR\] (?:Failed to execute goal .*: )?Could not acquire write lock for '(?<resource>[^']+)'(?: in \d+ \w+)?(?: -> \[Help \d+\])?$/,
    cure: 'Another Maven has the artifact. Raise -Daether.syncContext.named.time, or give each agent its own maven.repo.local.',
    source: 'https://maven.apache.org/resolver/configuration.html',
  },
];
