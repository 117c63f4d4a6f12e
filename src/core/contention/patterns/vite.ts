import type { ContentionPattern } from '../pattern.ts';
import { ownPort, recovered } from './repeated-texts.ts';

const viteHttp = 'https://github.com/vitejs/vite (packages/vite/src/node/http.ts)';

export const vitePatterns: readonly ContentionPattern[] = [
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
];
