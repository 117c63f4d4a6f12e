/** Why agents meet, by what they meet over. `foreign-process`: who holds it is no agent. */
export const causes = [
  'shared-target',
  'package-cache',
  'lockfile',
  'git',
  'database',
  'system-packages',
  'port',
  'file',
  'memory',
  'disk',
  'limit',
  'foreign-process',
  'other',
] as const;

export type Cause = (typeof causes)[number];
