import type { ContentionPattern } from '../pattern.ts';

const mambaLock = 'https://github.com/mamba-org/mamba (libmamba/src/core/util.cpp)';

export const mambaPatterns: readonly ContentionPattern[] = [
  {
    id: 'mamba-waiting',
    tool: 'mamba',
    kind: 'lock-wait',
    blocking: true,
    needle: "libmamba Cannot lock '",
    expression: /^warning +libmamba Cannot lock '(?<resource>[^']+)'$/,
    confirmation: /^(?: {4})?Waiting for other mamba process to finish$/,
    cure: 'Another mamba has this lock. Wait for it; give each agent an environment of its own.',
    source: mambaLock,
  },
  {
    id: 'mamba-lock-failed',
    tool: 'mamba',
    kind: 'lock-failed',
    blocking: false,
    needle: 'libmamba Could not set lock (',
    expression: /^error +libmamba Could not set lock \(Resource temporarily unavailable\)$/,
    cure: 'Another mamba has this lock. Wait for it and try again.',
    source: mambaLock,
  },
];
