import { EscapeStripper } from './escape-stripper.ts';

/**
 * Turns the bytes of a terminal into plain text, chunk by chunk. Broken UTF-8 becomes U+FFFD;
 * control sequences (colours, cursor movement, links, titles, clipboard writes, shell integration)
 * and control codes are taken out; `\n` and tab are the only control codes left. A redraw of a line
 * is a line of its own. Keeps at most one unfinished character.
 */
export class PlainTextDecoder {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #stripper = new EscapeStripper();

  /** Text that is complete with this chunk; an unfinished character waits for the next one. */
  write(chunk: Uint8Array): string {
    return this.#stripper.strip(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What an unfinished character at the end leaves behind. */
  end(): string {
    return this.#stripper.strip(this.#decoder.decode());
  }
}

/**
 * Characters that change how a reader sees text without being seen: bidirectional controls,
 * zero-width characters, invisible fillers, tags (https://www.unicode.org/reports/tr36/,
 * https://trojansource.codes). Variation selectors stay: they only style the character before them.
 */
export const deceptive = /(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;

/**
 * One text without control sequences and without characters that fool a reader, fit to show to a
 * user.
 */
export function plainText(text: string): string {
  return new EscapeStripper()
    .strip(text)
    .replace(deceptive, '')
    .replace(/[\u2028\u2029]/g, '\n')
    .toWellFormed();
}
