import { isAscii } from 'node:buffer';
import { FoundNeedles } from './found-needles.ts';

/**
 * Bytes of the longest line that is looked at. Longer lines are read over: no message is that long.
 */
export const longestLine = 8192;

const space = 0x20;
const tab = 0x09;
const nothing: Buffer = Buffer.alloc(0);

/**
 * A line, or one redraw of a line, with its control sequences taken out: a stretch of a buffer that
 * is filled again for the next one.
 */
export class Segment {
  #source: Buffer = nothing;
  #from = 0;
  #to = 0;
  #isTooLong = false;
  #chunk: Buffer = nothing;
  /** All of the chunk as text, once some of it was asked for and if it is ASCII. */
  #decoded: string | null = null;
  /** Its line, counted from 1 by line feeds. */
  line = 1;
  readonly needles: FoundNeedles;

  constructor(needleCount: number) {
    this.needles = new FoundNeedles(needleCount);
  }

  /** The chunk that the next segments may lie in. It does not change before `closeChunk`. */
  openChunk(chunk: Buffer): void {
    this.#chunk = chunk;
  }

  /** Lets go of the chunk. */
  closeChunk(): void {
    this.#chunk = nothing;
    this.#source = nothing;
    this.#decoded = null;
  }

  /** Becomes another stretch, not yet searched. */
  set(source: Buffer, from: number, to: number, isTooLong: boolean): void {
    this.#source = source;
    this.#from = from;
    this.#to = to;
    this.#isTooLong = isTooLong;
    this.needles.clear();
  }

  /** Its text; empty when it is longer than `longestLine`. */
  text(): string {
    if (this.#isTooLong) return '';
    if (this.#source !== this.#chunk) return this.#source.toString('utf8', this.#from, this.#to);
    // Cutting a piece from a string costs a seventh of decoding one.
    this.#decoded ??= isAscii(this.#chunk) ? this.#chunk.toString('latin1') : '';
    return this.#decoded === ''
      ? this.#source.toString('utf8', this.#from, this.#to)
      : this.#decoded.slice(this.#from, this.#to);
  }

  endsWith(byte: number): boolean {
    return !this.#isTooLong && this.#source[this.#to - 1] === byte;
  }

  /** Whether it holds nothing but blanks. */
  isBlank(): boolean {
    if (this.#isTooLong) return false;
    for (let index = this.#to - 1; index >= this.#from; index -= 1) {
      const byte = this.#source[index];
      if (byte !== space && byte !== tab) return false;
    }
    return true;
  }
}
