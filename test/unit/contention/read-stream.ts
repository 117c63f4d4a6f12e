import { strict as assert } from 'node:assert';
import type { Assessment } from '../../../src/core/contention/confidence.ts';
import type { ContentionSignal, Finding } from '../../../src/core/contention/finding.ts';
import { ContentionMatcher } from '../../../src/core/contention/matcher.ts';

/** What a matcher tells of these chunks, and then of the end of the stream. */
export function readStream(
  chunks: Iterable<string | Uint8Array>,
  assess?: Assessment,
): {
  signals: ContentionSignal[];
  atEnd: ContentionSignal[];
} {
  const matcher = new ContentionMatcher(assess);
  const signals: ContentionSignal[] = [];
  for (const chunk of chunks) signals.push(...matcher.push(Buffer.from(chunk)));
  return { signals, atEnd: matcher.end() };
}

export function findingsIn(...chunks: (string | Uint8Array)[]): Finding[] {
  const { signals, atEnd } = readStream(chunks);
  return [...signals, ...atEnd].flatMap(({ type, finding }) => (type === 'found' ? [finding] : []));
}

export function onlyFinding(...chunks: (string | Uint8Array)[]): Finding {
  const [finding, ...others] = findingsIn(...chunks);
  assert.ok(finding, `no finding in ${JSON.stringify(chunks)}`);
  assert.deepEqual(others, []);
  return finding;
}

/** `found artifact directory`, `released artifact directory`. */
export function spoken(signals: readonly ContentionSignal[]): string[] {
  return signals.map(({ type, finding }) => `${type} ${finding.resource}`);
}

/** The bytes cut at these fractions of their length, in any order. */
export function cut(bytes: Uint8Array, fractions: readonly number[]): Uint8Array[] {
  const offsets = [...fractions, 0, 1]
    .map((fraction) => Math.round(fraction * bytes.length))
    .sort((first, second) => first - second);
  return offsets.slice(1).map((offset, index) => bytes.subarray(offsets[index], offset));
}
