import { effects, EscapeParser } from '../terminal/escape-parser.ts';
import { LineBuffer } from './line-buffer.ts';
import type { NeedleSearch } from './needle-search.ts';
import { longestLine, Segment } from './segment.ts';

/** What reads the lines. A segment is only valid during the call it is handed to. */
export interface LineSink {
  /** A segment that holds text has ended. */
  segment(segment: Segment): void;
  /** A line without any text has ended. */
  blankLine(): void;
  /**
   * Whether the segment is a whole message though its line goes on, asked where a completing needle
   * ends.
   */
  completes(segment: Segment): boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const escape = 0x1b;
/** With the next byte it may be a C1 control code. */
const leadByte = 0xc2;
/**
 * Bytes read in one go: pieces of a string are cut from a piece of the stream decoded as a whole.
 */
const largestPiece = 65536;
const blank = Uint8Array.of(0x20);

/** 1 for bytes that are text wherever they stand. */
const textBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x09 || (byte >= 0x20 && byte !== 0x7f && byte !== leadByte) ? 1 : 0,
);

/**
 * Splits terminal output into segments and finds the needles in each. A line that lies in a chunk
 * whole and without control sequences is searched where it lies; any other is put together in a
 * buffer of one line first.
 */
export class LineReader {
  readonly #search: NeedleSearch;
  readonly #completing: readonly { readonly index: number; readonly bytes: Buffer }[];
  readonly #sink: LineSink;
  readonly #parser = new EscapeParser();
  readonly #buffer = new LineBuffer();
  readonly #segment: Segment;
  #lineHasText = false;
  #afterLeadByte = false;

  /** `completing` are the needles, by index, that end a message without a line feed. */
  constructor(search: NeedleSearch, completing: ReadonlyMap<number, string>, sink: LineSink) {
    this.#search = search;
    this.#segment = new Segment(search.needleCount);
    this.#completing = [...completing].map(([index, needle]) => ({
      index,
      bytes: Buffer.from(needle, 'latin1'),
    }));
    this.#sink = sink;
  }

  read(chunk: Uint8Array): void {
    const { buffer, byteOffset, byteLength } = chunk;
    for (let offset = 0; offset < byteLength; offset += largestPiece) {
      const piece = Buffer.from(
        buffer,
        byteOffset + offset,
        Math.min(largestPiece, byteLength - offset),
      );
      this.#segment.openChunk(piece);
      this.#readPiece(piece);
      this.#segment.closeChunk();
    }
    this.#endCompletedBuffer();
  }

  /** The stream has ended: what is left is a segment. */
  end(): void {
    if (this.#afterLeadByte) this.#endLeadByte();
    this.#endBuffer();
  }

  #readPiece(source: Buffer): void {
    const { length } = source;
    for (let index = 0; index < length; index += 1) {
      if (this.#afterLeadByte || this.#parser.active) {
        this.#special(source[index] ?? 0);
        continue;
      }
      const start = index;
      while (index < length && textBytes[source[index] ?? 0] === 1) index += 1;
      const byte = source[index];
      const endsLine = byte === lineFeed || byte === carriageReturn;
      if (endsLine && this.#buffer.length === 0 && index - start <= longestLine) {
        this.#end(source, start, index, false);
        if (byte === lineFeed) this.#endLine();
        continue;
      }
      this.#append(source, start, index);
      if (byte === escape) {
        this.#buffer.sealCharacter();
        const end = this.#parser.readControl(source, index);
        if (end === 0) this.#parser.begin(byte);
        else {
          index = end;
          this.#apply(this.#parser.effect);
        }
      } else if (byte !== undefined) this.#control(byte);
    }
  }

  /** A byte of a control sequence, or the one after 0xc2. */
  #special(byte: number): void {
    if (this.#afterLeadByte) {
      if (byte >= 0x80 && byte < 0xa0) {
        this.#afterLeadByte = false;
        this.#control(byte);
        return;
      }
      this.#endLeadByte();
    }
    if (byte < 0x80 || byte === leadByte) this.#control(byte);
    else this.#highByte(byte);
  }

  #endLeadByte(): void {
    this.#afterLeadByte = false;
    this.#highByte(leadByte);
  }

  /** A byte of a character beyond ASCII and C1. */
  #highByte(byte: number): void {
    if (this.#parser.active && this.#parser.next(0xfffd) !== effects.readAgain) return;
    this.#append(Uint8Array.of(byte), 0, 1);
  }

  /** ASCII, C1, or the first byte of what may be C1. */
  #control(code: number): void {
    if (code === leadByte) {
      this.#afterLeadByte = true;
      return;
    }
    if (this.#parser.active) {
      const effect = this.#parser.next(code);
      if (effect !== effects.readAgain) {
        this.#apply(effect);
        return;
      }
    }
    if (code === lineFeed) {
      this.#endBuffer();
      this.#endLine();
    } else if (code >= 0x0b && code <= carriageReturn) this.#endBuffer();
    else if (code < 0x80 && textBytes[code] === 1) this.#append(Uint8Array.of(code), 0, 1);
    else {
      this.#buffer.sealCharacter();
      if (code === escape || code >= 0x80) this.#apply(this.#parser.begin(code));
    }
  }

  #apply(effect: number): void {
    if (effect === effects.lineBreak) this.#endBuffer();
    else if (effect === effects.blanks) {
      for (let count = this.#parser.blanks; count > 0; count -= 1) this.#append(blank, 0, 1);
    }
  }

  #append(source: Uint8Array, start: number, end: number): void {
    if (this.#buffer.isTooLong) return;
    let from = this.#buffer.append(source, start, end);
    while (from < end) {
      const completed = this.#endCompleted(this.#buffer.bytes, 0, this.#buffer.length);
      if (completed === 0) {
        this.#buffer.isTooLong = true;
        return;
      }
      this.#buffer.dropFirst(completed);
      from = this.#buffer.append(source, from, end);
    }
  }

  #endLine(): void {
    if (!this.#lineHasText) this.#sink.blankLine();
    this.#lineHasText = false;
    this.#segment.line += 1;
  }

  #endBuffer(): void {
    if (this.#buffer.length === 0) return;
    this.#end(this.#buffer.bytes, 0, this.#buffer.length, this.#buffer.isTooLong);
    this.#buffer.clear();
  }

  #end(source: Buffer, from: number, to: number, isTooLong: boolean): void {
    if (from === to) return;
    this.#lineHasText = true;
    this.#select(source, from, to, isTooLong);
    const { needles } = this.#segment;
    const mayBeCompleted = this.#completing.some(({ index }) => needles.has(index));
    const start = mayBeCompleted ? this.#endCompleted(source, from, to) : from;
    if (start === to) return;
    if (mayBeCompleted) this.#select(source, start, to, false);
    this.#sink.segment(this.#segment);
  }

  /** Ends every message that is complete before its line is; the offset after the last. */
  #endCompleted(source: Buffer, from: number, to: number): number {
    let start = from;
    for (const end of this.#completingEnds(source.subarray(from, to))) {
      this.#select(source, start, from + end, false);
      if (!this.#sink.completes(this.#segment)) continue;
      this.#sink.segment(this.#segment);
      this.#lineHasText = true;
      start = from + end;
    }
    return start;
  }

  /** Where completing needles end, in ascending order. */
  #completingEnds(line: Buffer): number[] {
    const ends: number[] = [];
    for (const { bytes } of this.#completing) {
      for (let at = line.indexOf(bytes); at >= 0; at = line.indexOf(bytes, at + 1)) {
        ends.push(at + bytes.length);
      }
    }
    return ends.sort((first, second) => first - second);
  }

  /** The chunk may end where a message does that no line feed follows. */
  #endCompletedBuffer(): void {
    const buffer = this.#buffer;
    if (buffer.length === 0 || buffer.isTooLong) return;
    if (!this.#completing.some(({ bytes }) => buffer.endsWith(bytes))) return;
    buffer.dropFirst(this.#endCompleted(buffer.bytes, 0, buffer.length));
  }

  #select(source: Buffer, from: number, to: number, isTooLong: boolean): void {
    this.#segment.set(source, from, to, isTooLong);
    if (!isTooLong) this.#search.find(source, from, to, this.#segment.needles);
  }
}
