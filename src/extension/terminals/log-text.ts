/** ESC, and the parts of a control sequence: https://vt100.net/emu/dec_ansi_parser */
const escape = '\u001b';
const sequenceBytes = /[\u0020-\u003f]/;
const finalByte = /[\u0040-\u007e]/;
/** Colours, erasing and moving the cursor: what progress bars need, and nothing that speaks to the terminal itself. */
const allowedFinal = /[mKJABCDEFGHf]/;
/** A longer sequence is no sequence. */
const longest = 64;

type State = 'text' | 'escape' | 'control' | 'string' | 'string-escape';

/**
 * Makes what a program once printed fit for a terminal that shows a log: lines end in CR LF, colours and progress bars
 * stay, and what could fool the reader or drive the terminal goes (links, titles, clipboard, modes, queries). Takes
 * bytes split anywhere.
 */
export class LogText {
  readonly #decoder = new TextDecoder('utf-8');
  #state: State = 'text';
  #sequence = '';
  #previous = '';

  write(chunk: Uint8Array): string {
    let shown = '';
    for (const character of this.#decoder.decode(chunk, { stream: true })) {
      shown += this.#take(character);
      this.#previous = character;
    }
    return shown;
  }

  #take(character: string): string {
    switch (this.#state) {
      case 'text':
        return this.#text(character);
      case 'escape':
        this.#state = 'text';
        if (character === '[') {
          this.#state = 'control';
          this.#sequence = `${escape}[`;
        } else if (/[\]PX^_]/.test(character)) this.#state = 'string';
        return '';
      case 'control':
        return this.#control(character);
      case 'string':
        // A string ends with BEL or ESC \; a line break says that its end was lost.
        if (character === '\u0007') this.#state = 'text';
        else if (character === escape) this.#state = 'string-escape';
        else if (character === '\n') {
          this.#state = 'text';
          return this.#text(character);
        }
        return '';
      case 'string-escape':
        this.#state = character === '\\' ? 'text' : 'string';
        return '';
    }
  }

  #text(character: string): string {
    if (character === escape) {
      this.#state = 'escape';
      return '';
    }
    if (character === '\n') return this.#previous === '\r' ? '\n' : '\r\n';
    if (character === '\r' || character === '\t' || character === '\b') return character;
    // Other control codes: C0, DEL and C1, of which the last could start a sequence of their own.
    const code = character.charCodeAt(0);
    return code < 0x20 || (code >= 0x7f && code < 0xa0) ? '' : character;
  }

  #control(character: string): string {
    this.#sequence += character;
    if (sequenceBytes.test(character) && this.#sequence.length < longest) return '';
    this.#state = 'text';
    if (!finalByte.test(character)) return character === '\n' ? this.#text(character) : '';
    const parameters = this.#sequence.slice(2, -1);
    return allowedFinal.test(character) && /^[\d;:]*$/.test(parameters) ? this.#sequence : '';
  }
}
