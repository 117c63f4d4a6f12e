import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

const nodeErrors = 'https://nodejs.org/api/errors.html#common-system-errors';
const fileBusy =
  'Another process uses the file. Stop what runs from this directory, or work in one of your own.';

export const nodePatterns: readonly ContentionPattern[] = [
  {
    id: 'node-file-busy',
    tool: 'node',
    kind: 'file-busy',
    blocking: false,
    needle: 'Error: EBUSY: resource busy or locked, ',
    expression:
      /^(?:Uncaught )?\[?Error: EBUSY: resource busy or locked, \w+ '(?<resource>[^']+)'(?: -> '[^']+')?\]?(?: \{)?$/,
    cure: fileBusy,
    source: nodeErrors,
  },
  {
    id: 'node-text-file-busy',
    tool: 'node',
    kind: 'file-busy',
    blocking: false,
    needle: 'Error: ETXTBSY: text file is busy, ',
    expression:
      /^(?:Uncaught )?\[?Error: ETXTBSY: text file is busy, \w+ '(?<resource>[^']+)'(?: -> '[^']+')?\]?(?: \{)?$/,
    cure: 'The program is running, so its file cannot be written. Stop it, or write to another path.',
    source: nodeErrors,
  },
  {
    id: 'node-text-file-busy-spawn',
    tool: 'node',
    kind: 'file-busy',
    blocking: false,
    needle: 'Error: spawn',
    expression: /^(?:Uncaught )?Error: spawn(?:Sync)? (?<resource>\S.*) ETXTBSY(?: \{)?$/,
    cure: 'The program is still being written. Try again once it is complete.',
    source: nodeErrors,
  },
  {
    id: 'node-heap-limit',
    tool: 'node',
    kind: 'oom',
    blocking: false,
    needle: 'JavaScript heap out of memory',
    expression: /^FATAL ERROR: .{1,200} - JavaScript heap out of memory$/,
    resource: 'JavaScript heap',
    cure: 'Give the process a larger heap with NODE_OPTIONS=--max-old-space-size, or run fewer at the same time.',
    source: 'https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib',
  },
  {
    // Node reports the limit of inotify instances as EMFILE, though descriptors may be plenty.
    id: 'node-inotify-instances',
    tool: 'node',
    kind: 'watch-limit',
    blocking: false,
    needle: 'EMFILE: too many open files, watch',
    expression:
      /^(?:Uncaught )?(?:\[?Error: )?EMFILE: too many open files, watch(?: '[^']*')?\]?(?: \{)?$/,
    resource: 'fs.inotify.max_user_instances',
    cure: 'Raise fs.inotify.max_user_instances with sysctl, or close watchers that nobody needs.',
    source: 'https://man7.org/linux/man-pages/man2/inotify_init.2.html',
  },
  {
    id: 'node-inotify-watches',
    tool: 'node',
    kind: 'watch-limit',
    blocking: false,
    needle: 'ENOSPC: System limit for number of file watchers reached',
    expression:
      /^(?:Uncaught )?(?:\[?Error: )?ENOSPC: System limit for number of file watchers reached(?:, watch '[^']*')?\]?(?: \{)?$/,
    resource: 'fs.inotify.max_user_watches',
    cure: 'Raise fs.inotify.max_user_watches with sysctl, or watch fewer directories.',
    source: 'https://man7.org/linux/man-pages/man7/inotify.7.html',
  },
  {
    id: 'node-too-many-files',
    tool: 'node',
    kind: 'fd-limit',
    blocking: false,
    needle: 'EMFILE: too many open files',
    expression:
      /^(?:Uncaught )?(?:\[?Error: )?EMFILE: too many open files(?:, (?!watch)\w+(?: '[^']*')?)?\]?(?: \{)?$/,
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: nodeErrors,
  },
  {
    id: 'node-process-limit',
    tool: 'node',
    kind: 'proc-limit',
    blocking: false,
    needle: 'Error: spawn',
    expression: /^(?:Uncaught )?Error: spawn(?:Sync)? \S.* EAGAIN(?: \{)?$/,
    resource: 'max user processes',
    cure: 'Too many processes run. Raise the limit with "ulimit -u" or pids.max, or run fewer tasks at the same time.',
    source: nodeErrors,
  },
  {
    id: 'node-disk-full',
    tool: 'node',
    kind: 'disk-full',
    blocking: false,
    needle: 'ENOSPC: no space left on device',
    expression:
      /^(?:Uncaught )?(?:\[?Error: )?ENOSPC: no space left on device(?:, \w+(?: '(?<resource>[^']+)'(?: -> '[^']+')?)?)?\]?(?: \{)?$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: nodeErrors,
  },
  {
    id: 'node-database-busy',
    tool: 'node',
    kind: 'lock-failed',
    blocking: false,
    needle: 'database is locked',
    expression:
      /^(?:Uncaught )?(?:\[?(?:Error|SqliteError): )?(?:SQLITE_BUSY: |(?<=SqliteError: ))(?<resource>database) is locked\]?(?: \{)?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own, or set a busy timeout.',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
  {
    id: 'node-address-in-use',
    tool: 'node',
    kind: 'port-in-use',
    blocking: false,
    needle: 'listen EADDRINUSE: address already in use ',
    expression:
      /^(?:Uncaught )?(?:\[?Error: )?listen EADDRINUSE: address already in use (?:(?:\S*:)?(?<resource>\d+|\/\S+|\\\\\.\\pipe\\\S+))\]?(?: \{)?$/,
    cure: ownPort,
    source: 'https://nodejs.org/api/errors.html#common-system-errors',
  },
  {
    id: 'node-inspector-address-in-use',
    tool: 'node',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Starting inspector on ',
    expression: /^Starting inspector on \S*:(?<resource>\d+) failed: address already in use$/,
    cure: 'Another Node listens for a debugger on that port. Give each agent one of its own with --inspect=0, which takes a free one.',
    source: 'https://github.com/nodejs/node (src/inspector_socket_server.cc)',
  },
];
