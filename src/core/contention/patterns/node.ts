import type { ContentionPattern } from '../pattern.ts';

const pnpmSource = 'https://github.com/pnpm/pnpm';
const npmSource = 'https://docs.npmjs.com/cli/v11/using-npm/logging';
const nodeErrors = 'https://nodejs.org/api/errors.html#common-system-errors';
const ownModules =
  'Two installs worked on one node_modules. Install in one place at a time, or give each agent a worktree.';
const fileBusy =
  'Another process uses the file. Stop what runs from this directory, or work in one of your own.';

export const nodePatterns: readonly ContentionPattern[] = [
  {
    id: 'npm-lock-compromised-code',
    tool: 'npm',
    kind: 'lock-failed',
    blocking: false,
    needle: ' code ECOMPROMISED',
    expression: /^npm (?:error|ERR!) code ECOMPROMISED$/,
    resource: 'npx lock',
    cure: 'Two npx installed the same package at the same time. Try again.',
    source: 'https://github.com/npm/cli (workspaces/libnpmexec/lib/with-lock.js)',
  },
  {
    id: 'npm-lock-compromised',
    tool: 'npm',
    kind: 'lock-failed',
    blocking: false,
    needle: ' Lock compromised',
    expression: /^npm (?:error|ERR!) Lock compromised$/,
    resource: 'npx lock',
    cure: 'Two npx installed the same package at the same time. Try again.',
    source: 'https://github.com/npm/cli (workspaces/libnpmexec/lib/with-lock.js)',
  },
  {
    id: 'npm-file-busy',
    tool: 'npm',
    kind: 'file-busy',
    blocking: false,
    needle: ' EBUSY: resource busy or locked, ',
    expression:
      /^npm (?:error|ERR!) (?:Error: )?EBUSY: resource busy or locked, \w+ '(?<resource>[^']+)'(?: -> '[^']+')?$/,
    cure: ownModules,
    source: npmSource,
  },
  {
    id: 'npm-directory-not-empty',
    tool: 'npm',
    kind: 'file-busy',
    blocking: false,
    needle: ' ENOTEMPTY: directory not empty, rename ',
    expression:
      /^npm (?:error|ERR!) (?:Error: )?ENOTEMPTY: directory not empty, rename '(?<resource>[^']+)' -> '[^']+'$/,
    cure: ownModules,
    source: npmSource,
  },
  {
    // On other systems EPERM is about permissions: only a drive's path tells that the file is in use.
    id: 'npm-file-in-use-windows',
    tool: 'npm',
    kind: 'file-busy',
    blocking: false,
    needle: ' EPERM: operation not permitted, ',
    expression:
      /^npm (?:error|ERR!) (?:Error: )?EPERM: operation not permitted, (?:rename|unlink|rmdir) '(?<resource>[A-Za-z]:\\[^']+)'(?: -> '[^']+')?$/,
    cure: ownModules,
    source: npmSource,
  },
  {
    id: 'npm-disk-full',
    tool: 'npm',
    kind: 'disk-full',
    blocking: false,
    needle: ' ENOSPC: no space left on device, ',
    expression:
      /^npm (?:error|ERR!) (?:Error: |nospc )?ENOSPC: no space left on device, \w+(?: '(?<resource>[^']+)')?$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: npmSource,
  },
  {
    id: 'pnpm-global-bin-lock',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Timed out waiting for the global bin directory lock at ',
    expression:
      /^(?: ERR_PNPM_GLOBAL_BIN_LOCK_TIMEOUT {2}|\[ERR_PNPM_GLOBAL_BIN_LOCK_TIMEOUT\] )?Timed out waiting for the global bin directory lock at (?<resource>\S.*?)\.?$/,
    cure: 'Another pnpm installs global packages. Wait for it and try again.',
    source: `${pnpmSource} (crates/fs/src/dir_lock.rs)`,
  },
  {
    id: 'pnpm-unsafe-install',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Installing without it, which is unsafe if another ',
    expression:
      /^(?: WARN {2}|\[WARN\] )?Could not lock .{1,200} at (?<resource>[^:]+(?:[^ :]:[^:]*)?): .*\. Installing without it, which is unsafe if another pnpm is installing concurrently\.$/,
    cure: 'Do not run a second install in this directory until this one has finished.',
    source: `${pnpmSource} (crates/fs/src/dir_lock.rs)`,
  },
  {
    id: 'pnpm-store-lock',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Failed to acquire the store operation lock at ',
    expression:
      /^(?: ERR_PNPM_\w+ {2}|\[ERR_PNPM_\w+\] |Error: )?Failed to acquire the store operation lock at (?<resource>\S.*?)\.?$/,
    cure: 'Another pnpm prunes the store. Do not prune it while agents run.',
    source: pnpmSource,
  },
  {
    id: 'yarn-mutex',
    tool: 'yarn',
    kind: 'lock-wait',
    blocking: true,
    needle: 'warning Waiting for the other yarn instance to finish (',
    expression: /^warning Waiting for the other yarn instance to finish \(.+\)$/,
    resource: 'yarn mutex',
    cure: 'Another yarn holds the mutex. Agents in worktrees can install without --mutex.',
    source: 'https://github.com/yarnpkg/yarn (src/cli/index.js)',
  },
  {
    id: 'nx-graph',
    tool: 'nx',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for graph construction in another process ',
    expression:
      /^(?: NX {2,4}|[\u2800-\u28ff] )?Waiting for graph construction in another process to complete(?:\.{3})?$/,
    resource: 'project graph',
    cure: 'Another nx builds the project graph. Give each agent its own NX_WORKSPACE_DATA_DIRECTORY.',
    source: 'https://github.com/nrwl/nx (packages/nx/src/project-graph/project-graph.ts)',
  },
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
    needle: 'Error: spawn ',
    expression: /^(?:Uncaught )?Error: spawn (?<resource>\S.*) ETXTBSY(?: \{)?$/,
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
    needle: 'Error: spawn ',
    expression: /^(?:Uncaught )?Error: spawn \S.* EAGAIN(?: \{)?$/,
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
      /^(?:Uncaught )?(?:\[?Error: )?ENOSPC: no space left on device(?:, \w+(?: '(?<resource>[^']+)')?)?\]?(?: \{)?$/,
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
      /^(?:Uncaught )?(?:\[?(?:Error|SqliteError): )?(?:SQLITE_BUSY: )(?<resource>database) is locked\]?(?: \{)?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own, or set a busy timeout.',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
];
