import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const nginxPatterns: readonly ContentionPattern[] = [
  {
    id: 'nginx-address-in-use',
    tool: 'nginx',
    kind: 'port-in-use',
    blocking: false,
    needle: ' failed (98: Address already in use)',
    expression:
      /^nginx: \[emerg\] bind\(\) to \S{0,200}:(?<resource>\d+) failed \(98: (?:Address already in use|Unknown error)\)$/,
    cure: ownPort,
    source: 'https://github.com/nginx/nginx (src/core/ngx_connection.c)',
  },
];
