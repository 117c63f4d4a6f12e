import type { FoundNeedles } from './found-needles.ts';

const windowLength = 8;
const hashSize = 32768;
const space = 0x20;
const tab = 0x09;

/**
 * The needles to compare where a hash was seen, as parallel lists: flat data halves the cost of a
 * comparison.
 */
interface Bucket {
  readonly indexes: number[];
  readonly windows: Uint8Array[];
}

/**
 * Finds which of many fixed strings a line may hold, reading about every fifth byte: Wu and
 * Manber's search (https://webglimpse.net/pubs/TR94-17.pdf) for the rarest eight bytes of each
 * needle, with hashes of three bytes. Needles are printable text in UTF-8; one shorter than eight bytes is
 * only found where the line starts, after blanks.
 */
export class NeedleSearch {
  readonly needleCount: number;
  /**
   * How far the window may move on when it ends with three bytes of this hash; 0 where a needle may
   * be.
   */
  readonly #shifts = new Uint8Array(hashSize).fill(windowLength - 2);
  readonly #buckets: (Bucket | undefined)[] = Array.from({ length: hashSize });
  readonly #openings: (Bucket | undefined)[] = Array.from({ length: 256 });

  /** Throws a RangeError for a needle with a control character, or without any. */
  constructor(needles: readonly string[]) {
    this.needleCount = needles.length;
    const frequencies = trigramFrequencies(needles);
    for (const [index, text] of needles.entries()) {
      const needle = encode(text);
      if (needle.length < windowLength) addTo(this.#openings, needle[0] ?? 0, index, needle);
      else this.#addWindow(index, rarestWindow(needle, frequencies));
    }
  }

  /** Adds to `found` every needle that is between the two offsets, and seldom one that is not. */
  find(source: Uint8Array, from: number, to: number, found: FoundNeedles): void {
    this.#findOpenings(source, from, to, found);
    const shifts = this.#shifts;
    let last = from + windowLength - 1;
    while (last < to) {
      const hash = hashAt(source, last);
      const shift = shifts[hash] ?? 0;
      if (shift === 0) {
        addMatches(this.#buckets[hash], source, last - windowLength + 1, to, found);
        last += 1;
      } else last += shift;
    }
  }

  #addWindow(index: number, window: Uint8Array): void {
    for (let last = 2; last < windowLength; last += 1) {
      const hash = hashAt(window, last);
      this.#shifts[hash] = Math.min(this.#shifts[hash] ?? 0, windowLength - 1 - last);
    }
    addTo(this.#buckets, hashAt(window, windowLength - 1), index, window);
  }

  #findOpenings(source: Uint8Array, from: number, to: number, found: FoundNeedles): void {
    let start = from;
    while (start < to && (source[start] === space || source[start] === tab)) start += 1;
    if (start < to) addMatches(this.#openings[source[start] ?? 0], source, start, to, found);
  }
}

function encode(needle: string): Uint8Array {
  if (!/^\P{Cc}+$/u.test(needle)) {
    throw new RangeError(`A needle must be printable text: ${JSON.stringify(needle)}`);
  }
  return new TextEncoder().encode(needle);
}

/** A hash of the three bytes that end at an offset. */
function hashAt(bytes: Uint8Array, last: number): number {
  const first = bytes[last - 2] ?? 0;
  const second = bytes[last - 1] ?? 0;
  return ((first << 10) ^ (second << 5) ^ (bytes[last] ?? 0)) & (hashSize - 1);
}

/**
 * How often three bytes occur in all needles, by hash: a fair guess at how often they occur in
 * tools' output.
 */
function trigramFrequencies(needles: readonly string[]): Uint16Array {
  const frequencies = new Uint16Array(hashSize);
  for (const needle of new Set(needles)) {
    const bytes = encode(needle);
    for (let last = 2; last < bytes.length; last += 1) {
      const hash = hashAt(bytes, last);
      frequencies[hash] = (frequencies[hash] ?? 0) + 1;
    }
  }
  return frequencies;
}

/**
 * The eight bytes that occur least elsewhere. The last three count most: they decide whether to
 * compare.
 */
function rarestWindow(needle: Uint8Array, frequencies: Uint16Array): Uint8Array {
  let rarest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let start = 0; start + windowLength <= needle.length; start += 1) {
    let cost = 0;
    for (let last = 2; last < windowLength; last += 1) {
      const frequency = frequencies[hashAt(needle, start + last)] ?? 0;
      cost += last === windowLength - 1 ? frequency * windowLength : frequency;
    }
    if (cost < lowest) {
      lowest = cost;
      rarest = start;
    }
  }
  return needle.slice(rarest, rarest + windowLength);
}

function addTo(
  buckets: (Bucket | undefined)[],
  hash: number,
  index: number,
  window: Uint8Array,
): void {
  const bucket = buckets[hash] ?? { indexes: [], windows: [] };
  bucket.indexes.push(index);
  bucket.windows.push(window);
  buckets[hash] = bucket;
}

function addMatches(
  bucket: Bucket | undefined,
  source: Uint8Array,
  start: number,
  to: number,
  found: FoundNeedles,
): void {
  if (!bucket) return;
  const { indexes, windows } = bucket;
  for (let position = 0; position < windows.length; position += 1) {
    const window = windows[position];
    if (window && isAt(window, source, start, to)) found.add(indexes[position] ?? 0);
  }
}

function isAt(window: Uint8Array, source: Uint8Array, start: number, to: number): boolean {
  const { length } = window;
  if (start + length > to) return false;
  for (let offset = 0; offset < length; offset += 1) {
    if ((source[start + offset] ?? 0) !== (window[offset] ?? 0)) return false;
  }
  return true;
}
