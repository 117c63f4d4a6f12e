import { longestLine } from './segment.ts';

const replacementCharacter = [0xef, 0xbf, 0xbd] as const;

/** The text of an unfinished line, of which at most `longestLine` bytes are kept. */
export class LineBuffer {
  readonly bytes = Buffer.alloc(longestLine);
  #length = 0;
  /** There was no room for all of the line. */
  isTooLong = false;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.isTooLong = false;
  }

  /** Takes what there is room for; the offset after it. */
  append(source: Uint8Array, from: number, to: number): number {
    const { bytes } = this;
    const end = Math.min(to, from + longestLine - this.#length);
    let length = this.#length;
    for (let index = from; index < end; index += 1) {
      bytes[length] = source[index] ?? 0;
      length += 1;
    }
    this.#length = length;
    return end;
  }

  dropFirst(count: number): void {
    this.bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }

  endsWith(bytes: Buffer): boolean {
    const start = this.#length - bytes.length;
    return start >= 0 && bytes.compare(this.bytes, start, this.#length) === 0;
  }

  /**
   * A control code inside a character breaks it: its bytes become U+FFFD, else they would join with
   * what follows the control sequence.
   */
  sealCharacter(): void {
    if (this.isTooLong || (this.bytes[this.#length - 1] ?? 0) < 0x80) return;
    let start = this.#length - 1;
    const earliest = Math.max(0, this.#length - 4);
    while (start > earliest && ((this.bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
    if (!isUnfinished(this.bytes.subarray(start, this.#length))) return;
    this.#length = start;
    this.append(Uint8Array.from(replacementCharacter), 0, replacementCharacter.length);
  }
}

/** Whether these bytes are the beginning of a character and not yet all of it (RFC 3629, section 4). */
function isUnfinished(bytes: Uint8Array): boolean {
  const [lead = 0, second] = bytes;
  if (lead < 0xc2 || lead > 0xf4) return false;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes.length >= length) return false;
  return second === undefined || mayFollow(lead, second);
}

/** Whether a continuation byte may be the second after this lead byte: not for what has a shorter form, or no character. */
function mayFollow(lead: number, second: number): boolean {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}
