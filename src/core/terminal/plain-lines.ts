import { PlainTextDecoder } from './plain-text.ts';

/** Longer lines are cut: no tool's summary is longer, and a stream without newlines must not grow memory. */
const longestLine = 16 * 1024;

/** Splits a stream of terminal output into plain lines. Of a line that was drawn over (`\r`) the last state counts. */
export class PlainLines {
  readonly #decoder = new PlainTextDecoder();
  #rest = '';

  push(chunk: Uint8Array): string[] {
    const pieces = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = (pieces.pop() ?? '').slice(-longestLine);
    return pieces.map(lastDrawn);
  }

  end(): string[] {
    const rest = lastDrawn(this.#rest + this.#decoder.end());
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}

function lastDrawn(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1).slice(0, longestLine);
}
