import type { ContentionPattern } from '../pattern.ts';

const ownPort =
  'Another process listens on that port. Give each agent a port of its own, or let the system choose with port 0.';
const recovered =
  'It found another port by itself. Give each agent a port of its own so that addresses do not change.';
const viteHttp = 'https://github.com/vitejs/vite (packages/vite/src/node/http.ts)';
const nextSource =
  'https://github.com/vercel/next.js (packages/next/src/build, packages/next/src/server/lib)';

export const serverPatterns: readonly ContentionPattern[] = [
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
    id: 'go-address-in-use',
    tool: 'go',
    kind: 'port-in-use',
    blocking: false,
    needle: ': bind: address already in use',
    expression:
      /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |panic: |Error: |error: |[a-z][\w -]{0,60}: ){0,3}listen (?:tcp|udp)[46]? \S*:(?<resource>\d+): bind: address already in use$/,
    cure: ownPort,
    source: 'https://pkg.go.dev/net#OpError',
  },
  {
    id: 'spring-port-in-use',
    tool: 'spring',
    kind: 'port-in-use',
    blocking: false,
    needle: ' was already in use.',
    expression:
      /^(?:Web server|Embedded servlet container) failed to start\. Port (?<resource>\d+) was already in use\.$/,
    cure: ownPort,
    source: 'https://github.com/spring-projects/spring-boot (PortInUseFailureAnalyzer.java)',
  },
  {
    id: 'vite-other-port',
    tool: 'vite',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is in use, trying another one...',
    expression: /^Port (?<resource>\d+) is in use, trying another one\.\.\.$/,
    cure: recovered,
    source: viteHttp,
  },
  {
    id: 'vite-strict-port',
    tool: 'vite',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is already in use',
    expression: /^(?:WebSocket server error|Error): Port (?<resource>\d+) is already in use$/,
    cure: ownPort,
    source: viteHttp,
  },
  {
    id: 'vite-wildcard-port',
    tool: 'vite',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is in use on a wildcard address, but ',
    expression: /^Port (?<resource>\d+) is in use on a wildcard address, but \S+ is available\./,
    cure: ownPort,
    source: viteHttp,
  },
  {
    id: 'vite-no-port',
    tool: 'vite',
    kind: 'port-in-use',
    blocking: false,
    needle: 'No available ports found between ',
    expression: /^(?:Error: )?No available ports found between (?<resource>\d+ and \d+)\.?$/,
    cure: ownPort,
    source: viteHttp,
  },
  {
    id: 'next-other-port',
    tool: 'next',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is in use by ',
    expression:
      /^(?: \u26a0 |warn {2}- )Port (?<resource>\d+) is in use by (?:process \d+|an unknown process), using available port \d+ instead\.$/,
    cure: recovered,
    source: nextSource,
  },
  {
    id: 'next-lock',
    tool: 'next',
    kind: 'lock-failed',
    blocking: false,
    needle: ', is another instance of next ',
    expression:
      /^(?: \u2a2f |Error: )Unable to acquire lock at (?<resource>\S.*), is another instance of next (?:build|dev) running\?$/,
    cure: 'Another next works in this directory. Give each agent a worktree, or another distDir.',
    source: nextSource,
  },
  {
    id: 'vitest-coverage-directory',
    tool: 'vitest',
    kind: 'lock-failed',
    blocking: false,
    needle: ' is already in use by another Vitest process ',
    expression:
      /^(?:Error: )?The coverage report directory "(?<resource>[^"]+)" is already in use by another Vitest process \(pid \d+\)\./,
    cure: 'Give each run a directory of its own with --coverage.reportsDirectory.',
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/coverage.ts)',
  },
  {
    id: 'vitest-worker-exited',
    tool: 'vitest',
    kind: 'killed',
    blocking: false,
    needle: 'Worker exited unexpectedly',
    expression:
      /^(?:Caused by: )?Error: (?:\[vitest-pool\]: )?Worker exited unexpectedly\.?(?: with exit code \d+)?$/,
    resource: 'test worker',
    cure: 'A test worker died, often for lack of memory. Lower maxWorkers, or the test gate.',
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/pools/poolRunner.ts)',
  },
  {
    id: 'jest-worker-killed',
    tool: 'jest',
    kind: 'killed',
    blocking: false,
    needle: ' was terminated by another process: signal=SIGKILL',
    expression:
      /^(?: {4})?A jest worker process \(pid=\d+\) was terminated by another process: signal=SIGKILL, exitCode=null\./,
    resource: 'jest worker',
    cure: 'The worker was most likely killed for lack of memory. Lower --maxWorkers, or the test gate.',
    source:
      'https://github.com/jestjs/jest (packages/jest-worker/src/workers/ChildProcessWorker.ts)',
  },
  {
    id: 'docker-port-allocated',
    tool: 'docker',
    kind: 'port-in-use',
    blocking: false,
    needle: ' failed: port is already allocated',
    expression:
      /^(?:docker: )?Error response from daemon: (?:[^"'`]{1,600}: )?Bind for \S+:(?<resource>\d+) failed: port is already allocated\.?$/,
    cure: 'Another container publishes that port. Publish a port per agent, or let docker choose one.',
    source: 'https://github.com/moby/moby (daemon/libnetwork/portallocator)',
  },
  {
    id: 'docker-name-in-use',
    tool: 'docker',
    kind: 'name-in-use',
    blocking: false,
    needle: 'Conflict. The container name "',
    expression:
      /^(?:docker: )?Error response from daemon: Conflict\. The container name "\/?(?<resource>[^"]+)" is already in use by container "?[0-9a-f]{12,64}"?\./,
    cure: 'Give each agent a compose project or container name of its own, or remove the old container.',
    source: 'https://github.com/moby/moby (daemon/names.go)',
  },
];
