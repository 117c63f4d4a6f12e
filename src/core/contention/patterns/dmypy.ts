import type { ContentionPattern } from '../pattern.ts';

export const dmypyPatterns: readonly ContentionPattern[] = [
  {
    id: 'dmypy-busy',
    tool: 'dmypy',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Daemon may be busy processing; ',
    expression: /^Daemon may be busy processing; if this persists, consider .+ kill$/,
    resource: 'dmypy daemon',
    cure: 'A dmypy daemon checks for one caller at a time. Give each agent one of its own with --status-file.',
    source: 'https://github.com/python/mypy (mypy/dmypy/client.py)',
  },
  {
    id: 'dmypy-connection-busy',
    tool: 'dmypy',
    kind: 'lock-failed',
    blocking: false,
    needle: 'The connection is busy.',
    expression: /^mypy\.ipc\.IPCException: The connection is busy\.$/,
    resource: 'dmypy daemon',
    cure: 'A dmypy daemon checks for one caller at a time. Give each agent one of its own with --status-file.',
    source: 'https://github.com/python/mypy (mypy/ipc.py)',
  },
];
