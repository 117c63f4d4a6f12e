import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { composedTranscripts } from '../../../tools/contention-transcripts.ts';
import { checkTranscript } from './check-transcript.ts';
import { cut } from './read-stream.ts';

const samples = composedTranscripts();

describe('The labelled transcripts', () => {
  it('are the 48 that were labelled, 17 of them without contention', () => {
    assert.equal(samples.length, 48);
    assert.equal(samples.filter((sample) => sample.expect.length === 0).length, 17);
  });

  for (const sample of samples) {
    const bytes = Buffer.from(sample.chunks.join(''));

    describe(sample.id, () => {
      it('is understood in the chunks it came in', () => {
        checkTranscript(sample, sample.chunks);
      });

      it('is understood byte by byte', () => {
        checkTranscript(
          sample,
          Array.from(bytes, (byte) => Uint8Array.of(byte)),
        );
      });

      it('is understood in one piece', () => {
        checkTranscript(sample, [bytes]);
      });

      it('is understood however it is split', () => {
        fc.assert(
          fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (fractions) => {
            checkTranscript(sample, cut(bytes, fractions));
          }),
          { numRuns: 50 },
        );
      });
    });
  }
});
