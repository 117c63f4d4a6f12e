import { LanekeeperError } from '../error.ts';
import { plainText } from '../terminal/plain-text.ts';

/** The longest name: it stands in one column of a table, in titles and in menus. */
const maxLength = 100;

/**
 * What people call an agent, in one line; empty where they gave none.
 *
 * @throws LanekeeperError input-too-large
 */
export function parseAgentName(text: string): string {
  const name = plainText(text)
    .replaceAll(/[\n\r\t]+/g, ' ')
    .trim();
  const { length } = Array.from(name);
  if (length <= maxLength) return name;
  throw new LanekeeperError(
    'input-too-large',
    `The name of an agent has ${String(length)} characters, more than ${String(maxLength)}.`,
    'Shorten it.',
  );
}
