import type { ContentionPattern } from '../pattern.ts';

const uvLock = 'https://github.com/astral-sh/uv (crates/uv-fs/src/locked_file.rs)';

export const uvPatterns: readonly ContentionPattern[] = [
  {
    id: 'uv-waiting',
    tool: 'uv',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting to acquire ',
    expression:
      /^(?:INFO )?Waiting to acquire (?:shared |exclusive )?lock for `(?<resource>[^`]+)` at `[^`]+`$/,
    cure: 'Another uv works on the same environment or cache entry. Give each agent an environment of its own with UV_PROJECT_ENVIRONMENT.',
    source: uvLock,
  },
  {
    id: 'uv-lock-timeout',
    tool: 'uv',
    kind: 'lock-failed',
    blocking: false,
    needle: ' when waiting for lock on `',
    expression:
      /^(?:(?:WARN )?Failed to acquire environment lock: |error: | {2}(?:Caused by|cause): )?Timeout \(\d+s\) when waiting for lock on `(?<resource>[^`]+)` at `[^`]+`, is another uv process running\?/,
    cure: 'Let the other uv finish, or set UV_LOCK_TIMEOUT to wait longer.',
    source: uvLock,
  },
  {
    id: 'uv-lock-failed',
    tool: 'uv',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Could not acquire lock for `',
    expression:
      /^(?:(?:WARN )?Failed to acquire environment lock: |error: | {2}(?:Caused by|cause): )?Could not acquire lock for `(?<resource>[^`]+)` at `[^`]+`/,
    cure: 'Check that the path is writable and on a file system that supports locks.',
    source: uvLock,
  },
  {
    id: 'uv-cache-in-use',
    tool: 'uv',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Cache is currently in-use, waiting for other uv ',
    expression: /^Cache is currently in-use, waiting for other uv processes to finish(?: \(.*\))?$/,
    resource: 'uv cache',
    cure: 'Do not clean or prune the uv cache while agents run: it waits for all of them.',
    source: 'https://github.com/astral-sh/uv (crates/uv/src/commands/cache_clean.rs)',
  },
];
