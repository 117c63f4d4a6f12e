import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { z } from 'zod';
import { findingKinds } from '../../../src/core/contention/finding.ts';
import { cut, readStream } from './read-stream.ts';

const sampleSchema = z.object({
  id: z.string(),
  tool: z.string(),
  expect: z.array(
    z.object({ kind: z.enum(findingKinds), resource: z.string(), blocking: z.boolean() }),
  ),
  chunks: z.array(z.string()),
  /** Whether the transcript also holds the end of the wait. */
  released: z.boolean().optional(),
});

type Sample = z.infer<typeof sampleSchema>;

const samples = readFileSync(
  new URL('../../fixtures/contention-samples.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => sampleSchema.parse(JSON.parse(line)));

function check(sample: Sample, chunks: Iterable<string | Uint8Array>): void {
  const { signals, atEnd } = readStream(chunks);
  const found = [...signals, ...atEnd].filter(({ type }) => type === 'found');
  assert.deepEqual(
    found.map(({ finding: { kind, resource, blocking } }) => ({ kind, resource, blocking })),
    sample.expect,
  );
  for (const { finding } of found) assert.equal(finding.tool, sample.tool);
  if (sample.released === undefined) return;
  assert.equal(
    signals.some(({ type }) => type === 'released'),
    sample.released,
  );
}

describe('The recorded transcripts', () => {
  it('are the 48 that were labelled, 17 of them without contention', () => {
    assert.equal(samples.length, 48);
    assert.equal(samples.filter((sample) => sample.expect.length === 0).length, 17);
  });

  for (const sample of samples) {
    const bytes = Buffer.from(sample.chunks.join(''));

    describe(sample.id, () => {
      it('is understood in the chunks it came in', () => {
        check(sample, sample.chunks);
      });

      it('is understood byte by byte', () => {
        check(
          sample,
          Array.from(bytes, (byte) => Uint8Array.of(byte)),
        );
      });

      it('is understood in one piece', () => {
        check(sample, [bytes]);
      });

      it('is understood however it is split', () => {
        fc.assert(
          fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (fractions) => {
            check(sample, cut(bytes, fractions));
          }),
          { numRuns: 50 },
        );
      });
    });
  }
});
