import { plainText } from '../../core/terminal/plain-text.ts';

/** A line that the extension says itself in a terminal, dimmed to stand apart from what programs printed. */
export function saidText(text: string): string {
  return `\u001b[2m${plainText(text).replaceAll('\n', ' ')}\u001b[0m\r\n`;
}
