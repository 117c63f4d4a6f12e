import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const flaskPatterns: readonly ContentionPattern[] = [
  {
    id: 'flask-port-in-use',
    tool: 'flask',
    kind: 'port-in-use',
    blocking: false,
    needle: ' is in use by another program.',
    expression: /^Port (?<resource>\d+) is in use by another program\.(?: Either .*)?$/,
    cure: ownPort,
    source: 'https://github.com/pallets/werkzeug (src/werkzeug/serving.py)',
  },
];
