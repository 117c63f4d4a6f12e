import { effects, EscapeParser } from './escape-parser.ts';

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Takes control sequences and control codes out of text that may be split anywhere. Tabs stay; a
 * line feed, and any other way of leaving a line that holds text (a carriage return that redraws
 * it, a moved cursor), becomes one `\n`.
 */
export class EscapeStripper {
  readonly #parser = new EscapeParser();
  #plain = '';
  #lineHasText = false;
  #breakPending = false;

  strip(text: string): string {
    this.#plain = '';
    let runStart = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (!this.#parser.active && isText(code)) continue;
      this.#put(text.slice(runStart, index));
      this.#control(code, text, index);
      runStart = index + 1;
    }
    this.#put(text.slice(runStart));
    return this.#plain;
  }

  #control(code: number, text: string, index: number): void {
    if (this.#parser.active) {
      const effect = this.#parser.next(code);
      if (effect !== effects.readAgain) this.#apply(effect);
      else if (isText(code)) this.#put(text.slice(index, index + 1));
      else this.#control(code, text, index);
    } else if (code === lineFeed) {
      this.#plain += '\n';
      this.#lineHasText = false;
      this.#breakPending = false;
    } else if (code === carriageReturn || code === 0x0b || code === 0x0c) {
      this.#breakPending = this.#lineHasText;
    } else if (code === 0x1b || (code >= 0x80 && code < 0xa0)) {
      this.#apply(this.#parser.begin(code));
    }
  }

  #apply(effect: number): void {
    if (effect === effects.lineBreak) this.#breakPending = this.#lineHasText;
    else if (effect === effects.blanks) this.#put(' '.repeat(this.#parser.blanks));
  }

  #put(run: string): void {
    if (run === '') return;
    if (this.#breakPending) this.#plain += '\n';
    this.#breakPending = false;
    this.#lineHasText = true;
    this.#plain += run;
  }
}

function isText(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code >= 0xa0 || code === tab;
}
