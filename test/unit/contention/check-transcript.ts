import { strict as assert } from 'node:assert';
import type { Assessment } from '../../../src/core/contention/confidence.ts';
import type { Transcript } from '../../../tools/contention-transcripts.ts';
import { readStream } from './read-stream.ts';

/** Holds what a matcher tells of a transcript, in these pieces, against the transcript's labels. */
export function checkTranscript(
  { tool, expect, released }: Pick<Transcript, 'tool' | 'expect' | 'released'>,
  chunks: Iterable<string | Uint8Array>,
  assess?: Assessment,
): void {
  const { signals, atEnd } = readStream(chunks, assess);
  const found = [...signals, ...atEnd].filter(({ type }) => type === 'found');
  assert.deepEqual(
    found.map(({ finding }) => ({
      tool: finding.tool,
      kind: finding.kind,
      resource: finding.resource,
      blocking: finding.blocking,
    })),
    expect.map(({ kind, resource, blocking, ...label }) => ({
      tool: label.tool ?? tool,
      kind,
      resource,
      blocking,
    })),
  );
  if (released === undefined) return;
  assert.equal(
    signals.some(({ type }) => type === 'released'),
    released,
  );
}
