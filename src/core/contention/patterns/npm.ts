import type { ContentionPattern } from '../pattern.ts';

const npmSource = 'https://docs.npmjs.com/cli/v11/using-npm/logging';
const ownModules =
  'Two installs worked on one node_modules. Install in one place at a time, or give each agent a worktree.';

export const npmPatterns: readonly ContentionPattern[] = [
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
      /^npm (?:error|ERR!|warn|WARN) (?:Error: |nospc |tar TAR_ENTRY_ERROR )?ENOSPC: no space left on device, \w+(?: '(?<resource>[^']+)')?$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: npmSource,
  },
  {
    id: 'npm-killed',
    tool: 'npm',
    kind: 'killed',
    blocking: false,
    needle: ' signal SIGKILL',
    expression: /^npm (?:error|ERR!) signal SIGKILL$/,
    resource: 'script',
    cure: 'The script was killed, most likely for lack of memory. Run fewer tasks at the same time.',
    source: 'https://docs.npmjs.com/cli/v11/using-npm/logging',
  },
];
