import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const phpPatterns: readonly ContentionPattern[] = [
  {
    id: 'php-address-in-use',
    tool: 'php',
    kind: 'port-in-use',
    blocking: false,
    needle: ' (reason: Address already in use)',
    expression:
      /^(?:\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\] )?Failed to listen on \S{1,200}:(?<resource>\d+) \(reason: Address already in use\)$/,
    cure: ownPort,
    source: 'https://github.com/php/php-src (sapi/cli/php_cli_server.c)',
  },
];
