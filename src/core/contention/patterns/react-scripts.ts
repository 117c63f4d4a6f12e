import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const reactScriptsPatterns: readonly ContentionPattern[] = [
  {
    id: 'react-scripts-port-in-use',
    tool: 'react-scripts',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Something is already running on port ',
    expression: /^Something is already running on port (?<resource>\d+)\.$/,
    cure: ownPort,
    source:
      'https://github.com/facebook/create-react-app (packages/react-dev-utils/WebpackDevServerUtils.js)',
  },
];
