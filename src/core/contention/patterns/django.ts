import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const djangoPatterns: readonly ContentionPattern[] = [
  {
    id: 'django-port-in-use',
    tool: 'django',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Error: That port is already in use.',
    expression: /^Error: That port is already in use\.$/,
    cure: ownPort,
    source: 'https://github.com/django/django (django/core/management/commands/runserver.py)',
  },
];
