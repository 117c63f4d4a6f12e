import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const pythonPatterns: readonly ContentionPattern[] = [
  {
    id: 'python-database-locked',
    tool: 'python',
    kind: 'lock-failed',
    blocking: false,
    needle: 'sqlite3.OperationalError: database ',
    expression: /^sqlite3\.OperationalError: (?<resource>database)(?: table|) is locked(?:: \S+)?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own (for mypy: MYPY_CACHE_DIR), or a longer timeout.',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
  {
    id: 'python-bind-address',
    tool: 'python',
    kind: 'port-in-use',
    blocking: false,
    needle: 'error while attempting to bind on address (',
    expression:
      /^(?:ERROR: +|OSError: )?\[[Ee]rrno (?:98|48|10048)\] error while attempting to bind on address \('[^']*', (?<resource>\d+)(?:, \d+, \d+)?\): .*$/,
    cure: ownPort,
    source: 'https://github.com/python/cpython (Lib/asyncio/base_events.py)',
  },
  {
    id: 'python-address-in-use',
    tool: 'python',
    kind: 'port-in-use',
    blocking: false,
    needle: '] Address already in use',
    expression:
      /^(?:OSError|PermissionError|socket\.error): \[Errno (?:98|48)\] Address already in use(?:: .*)?$/,
    cure: ownPort,
    source: 'https://docs.python.org/3/library/exceptions.html#OSError',
  },
  {
    id: 'python-address-in-use-windows',
    tool: 'python',
    kind: 'port-in-use',
    blocking: false,
    needle: '[WinError 10048] Only one usage of each socket ',
    expression:
      /^OSError: \[WinError 10048\] Only one usage of each socket address \(protocol\/network address\/port\) is normally permitted$/,
    cure: ownPort,
    source: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
  },
  {
    id: 'python-file-busy-windows',
    tool: 'python',
    kind: 'file-busy',
    blocking: false,
    needle: '[WinError 32] The process cannot access the file ',
    expression:
      /^PermissionError: \[WinError 32\] The process cannot access the file because it is being used by another process(?:: '(?<resource>[^']+)')?(?: -> '[^']+')?$/,
    cure: 'Another process has the file open. Close it, or work in a directory of your own.',
    source: 'https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-',
  },
  {
    id: 'python-memory-error',
    tool: 'python',
    kind: 'oom',
    blocking: false,
    needle: 'MemoryError',
    expression: /^MemoryError(?:: .*)?$/,
    resource: 'memory',
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time.',
    source: 'https://docs.python.org/3/library/exceptions.html#MemoryError',
  },
  {
    id: 'python-disk-full',
    tool: 'python',
    kind: 'disk-full',
    blocking: false,
    needle: '[Errno 28] No space left on device',
    expression:
      /^(?:OSError|IOError): \[Errno 28\] No space left on device(?:: '(?<resource>[^']+)')?$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://docs.python.org/3/library/errno.html#errno.ENOSPC',
  },
  {
    id: 'python-too-many-files',
    tool: 'python',
    kind: 'fd-limit',
    blocking: false,
    needle: '[Errno 24] Too many open files',
    expression: /^OSError: \[Errno 24\] Too many open files(?:: .*)?$/,
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (EMFILE)',
  },
];
