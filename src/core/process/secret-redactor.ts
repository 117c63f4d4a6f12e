const mask = Buffer.from('***');
const nothing = Buffer.alloc(0);

/**
 * Replaces secrets in a stream of bytes by `***`, wherever the stream is cut into chunks: at each place the longest
 * secret that stands there. What may be the beginning of a secret is held back until more is known, so never more than
 * the longest secret is. One redactor for each stream.
 */
export class SecretRedactor {
  /** By first byte, longest first. */
  readonly #secrets = new Map<number, Buffer[]>();
  /** 1 at the bytes that secrets begin with: most of the output is passed by with one look at each byte. */
  readonly #beginnings = new Uint8Array(256);
  #held: Buffer = nothing;

  constructor(secrets: Iterable<string>) {
    for (const text of secrets) {
      const secret = Buffer.from(text);
      const [first] = secret;
      if (first === undefined) continue;
      this.#beginnings[first] = 1;
      this.#secrets.set(first, [...(this.#secrets.get(first) ?? []), secret]);
    }
    for (const alike of this.#secrets.values()) alike.sort((a, b) => b.length - a.length);
  }

  /** What can be shown so far. The chunk is not changed, and must not be changed afterwards. */
  push(chunk: Uint8Array): Buffer {
    const added = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#secrets.size === 0) return added;
    const data = this.#held.length === 0 ? added : Buffer.concat([this.#held, added]);
    return this.#redact(data, false);
  }

  /** The rest, at the end of the stream or where nothing more is waited for. */
  end(): Buffer {
    return this.#redact(this.#held, true);
  }

  #redact(data: Buffer, isEnd: boolean): Buffer {
    const parts: Buffer[] = [];
    const beginnings = this.#beginnings;
    let shown = 0;
    let index = 0;
    for (;;) {
      while (index < data.length && beginnings[data[index] ?? 0] === 0) index += 1;
      const alike = this.#secrets.get(data[index] ?? -1);
      if (!alike) break;
      const found = alike.find((secret) => startsAt(data, index, secret));
      if (!isEnd && mayBecomeLonger(data, index, alike, found?.length ?? 0)) break;
      if (found) {
        parts.push(data.subarray(shown, index), mask);
        index += found.length;
        shown = index;
      } else index += 1;
    }
    this.#held = Buffer.from(data.subarray(index));
    if (parts.length === 0) return data.subarray(0, index);
    parts.push(data.subarray(shown, index));
    return Buffer.concat(parts);
  }
}

function startsAt(data: Buffer, index: number, secret: Buffer): boolean {
  // Most candidates fail here, at a fraction of what the call costs.
  if (data[index + 1] !== secret[1] && secret.length > 1) return false;
  const end = index + secret.length;
  return end <= data.length && secret.compare(data, index, end) === 0;
}

/** Whether all that there is from `index` on is the beginning of a secret longer than the one found there. */
function mayBecomeLonger(
  data: Buffer,
  index: number,
  longestFirst: readonly Buffer[],
  foundLength: number,
): boolean {
  const rest = data.length - index;
  for (const secret of longestFirst) {
    if (secret.length <= rest || secret.length <= foundLength) return false;
    if (secret.compare(data, index, data.length, 0, rest) === 0) return true;
  }
  return false;
}
