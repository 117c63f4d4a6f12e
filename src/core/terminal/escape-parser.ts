/**
 * What one code did to the text on screen: nothing that shows, the cursor left the line it was
 * writing, the cursor went right over blank cells, or the sequence ended before this code, which is
 * then to be read as ordinary input.
 */
export const effects = { none: 0, lineBreak: 1, blanks: 2, readAgain: 3 } as const;

export type Effect = (typeof effects)[keyof typeof effects];

const states = { ground: 0, escape: 1, intermediate: 2, control: 3, string: 4 } as const;

type State = (typeof states)[keyof typeof states];

const lineFeed = 0x0a;
const escape = 0x1b;
const mostBlanks = 128;

/**
 * Recognises the control sequences of a terminal one code at a time, so that a stream may be split
 * anywhere, and keeps nothing of their contents. After https://vt100.net/emu/dec_ansi_parser and
 * ECMA-48, with two departures that keep a broken sequence from swallowing the lines after it: a
 * control code ends a CSI sequence, and a line feed ends a control string (OSC, DCS, SOS, PM, APC).
 */
export class EscapeParser {
  #state: State = states.ground;
  #parameter = 0;
  #parameters = 0;
  #private = false;
  #effect: Effect = effects.none;

  /** Whether the next code belongs to a sequence and must be given to `next`. */
  get active(): boolean {
    return this.#state !== states.ground;
  }

  /** Columns the cursor went right, after `effects.blanks`. */
  get blanks(): number {
    return Math.min(Math.max(this.#parameter, 1), mostBlanks);
  }

  /**
   * Starts a sequence at ESC (0x1b) or at a C1 code (0x80 to 0x9f), which is short for ESC and a
   * letter.
   */
  begin(code: number): Effect {
    this.#state = states.escape;
    return code === escape ? effects.none : this.#afterEscape(code - 0x40);
  }

  /** Takes one code of the sequence under way: a code point, C0 and C1 codes included. */
  next(code: number): Effect {
    if (code === escape) {
      this.#state = states.escape;
      return effects.none;
    }
    switch (this.#state) {
      case states.string:
        return this.#inString(code);
      case states.control:
        return this.#inControl(code);
      case states.escape:
        return this.#afterEscape(code);
      case states.intermediate:
        if (code >= 0x20 && code < 0x30) return effects.none;
        this.#state = states.ground;
        return code >= 0x30 && code < 0x7f ? effects.none : effects.readAgain;
      case states.ground:
        return effects.readAgain;
    }
  }

  /**
   * Reads a whole CSI sequence at once, where ESC is at `start` of the bytes: the common ones, with
   * nothing but numbers. Gives the offset of its last byte, and its effect to `effect`; 0, and
   * nothing is read, where it is another sequence or not all there.
   */
  readControl(bytes: Uint8Array, start: number): number {
    if (bytes[start + 1] !== 0x5b) return 0;
    let parameter = 0;
    let isFirst = true;
    for (let index = start + 2; index < bytes.length; index += 1) {
      const code = bytes[index] ?? 0;
      if (code >= 0x30 && code <= 0x39) {
        if (isFirst) parameter = Math.min(parameter * 10 + code - 0x30, 0xffff);
      } else if (code === 0x3b) isFirst = false;
      else if (code >= 0x40 && code <= 0x7e) {
        this.#parameter = parameter;
        this.#effect = code === 0x6d ? effects.none : this.#final(code);
        return index;
      } else return 0;
    }
    return 0;
  }

  /** What the sequence did that `readControl` has read. */
  get effect(): Effect {
    return this.#effect;
  }

  #afterEscape(code: number): Effect {
    switch (code) {
      case 0x5b: // [
        this.#state = states.control;
        this.#parameter = 0;
        this.#parameters = 0;
        this.#private = false;
        return effects.none;
      case 0x5d: // ] OSC
      case 0x50: // P DCS
      case 0x58: // X SOS
      case 0x5e: // ^ PM
      case 0x5f: // _ APC
        this.#state = states.string;
        return effects.none;
      case 0x38: // 8 restore cursor
      case 0x44: // D line down
      case 0x45: // E next line
      case 0x4d: // M line up
      case 0x63: // c reset
        this.#state = states.ground;
        return effects.lineBreak;
      default:
        this.#state = code >= 0x20 && code < 0x30 ? states.intermediate : states.ground;
        return code >= 0x20 && code < 0x7f ? effects.none : effects.readAgain;
    }
  }

  #inString(code: number): Effect {
    switch (code) {
      case 0x07: // BEL
      case 0x18: // CAN
      case 0x1a: // SUB
      case 0x9c: // ST
        this.#state = states.ground;
        return effects.none;
      case lineFeed:
        this.#state = states.ground;
        return effects.readAgain;
      default:
        return effects.none;
    }
  }

  #inControl(code: number): Effect {
    if (code >= 0x30 && code <= 0x39) {
      if (this.#parameters === 0) {
        this.#parameter = Math.min(this.#parameter * 10 + code - 0x30, 0xffff);
      }
      return effects.none;
    }
    if (code === 0x3a || code === 0x3b) {
      this.#parameters = 1;
      return effects.none;
    }
    if (code >= 0x20 && code < 0x40) {
      this.#private = true;
      return effects.none;
    }
    this.#state = states.ground;
    if (code < 0x40 || code > 0x7e) return effects.readAgain;
    return this.#private ? effects.none : this.#final(code);
  }

  #final(code: number): Effect {
    switch (code) {
      case 0x43: // C cursor right: Windows' console writes it for runs of blanks
      case 0x61: // a the same
        return effects.blanks;
      case 0x47: // G to a column: the first starts the line over, others lay out columns
      case 0x60: // ` the same
        if (this.#parameter <= 1) return effects.lineBreak;
        this.#parameter = 1;
        return effects.blanks;
      case 0x41: // A up
      case 0x42: // B down
      case 0x44: // D left
      case 0x45: // E next line
      case 0x46: // F line before
      case 0x48: // H to a position
      case 0x64: // d to a row
      case 0x66: // f to a position
      case 0x75: // u restore cursor
        return effects.lineBreak;
      case 0x4a: // J erase screen, from its start
      case 0x4b: // K erase line, from its start; grep colours with the other form, which erases nothing
        return this.#parameter === 0 ? effects.none : effects.lineBreak;
      default:
        return effects.none;
    }
  }
}
