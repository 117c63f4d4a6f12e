import { LanekeeperError } from '../error.ts';
import { unreachable } from '../unreachable.ts';

export const environmentFormats = ['sh', 'fish', 'pwsh', 'dotenv', 'json'] as const;

export type EnvironmentFormat = (typeof environmentFormats)[number];

/**
 * Variables as text that a shell evaluates, a dotenv reader loads or a program parses, one a line, ending in a line
 * feed. Whatever a value holds, reading it back gives the same value and runs nothing.
 *
 * @throws LanekeeperError `input-invalid` for a name that a shell could take for something else than a variable
 */
export function formatEnvironment(
  variables: Readonly<Record<string, string>>,
  format: EnvironmentFormat,
): string {
  if (format === 'json') return `${JSON.stringify(variables, null, 2)}\n`;
  return Object.entries(variables)
    .map(([name, value]) => `${assignment(checkedName(name), value, format)}\n`)
    .join('');
}

function assignment(name: string, value: string, format: 'sh' | 'fish' | 'pwsh' | 'dotenv') {
  switch (format) {
    case 'sh':
      return `export ${name}='${value.replaceAll("'", `'\\''`)}'`;
    case 'fish':
      // fish only knows \\ and \' between single quotes: https://fishshell.com/docs/current/language.html#quotes
      return `set -gx ${name} '${value.replaceAll(/[\\']/g, '\\$&')}'`;
    case 'pwsh':
      // PowerShell takes typographic quotes for quotes too (about_Quoting_Rules); doubled, each stands for itself.
      return `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
    case 'dotenv':
      return `${name}=${dotenvValue(value)}`;
    default:
      return unreachable(format);
  }
}

/** Dotenv readers agree on bare words and on single quotes, and little else. */
function dotenvValue(value: string): string {
  if (/^[\w@%+:,./-]+$/.test(value)) return value;
  if (!/['\n\r]/.test(value)) return `'${value}'`;
  const escaped = value
    .replaceAll(/[\\"$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}

function checkedName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw new LanekeeperError(
    'input-invalid',
    `${JSON.stringify(name)} cannot be the name of a shell variable.`,
    'Use the json format.',
  );
}
