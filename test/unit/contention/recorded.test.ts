import { strict as assert } from 'node:assert';
import { assessmentOf } from '../../../src/core/contention/command-context.ts';
import { recordedTranscripts } from '../../../tools/contention-transcripts.ts';
import { allCollisions } from '../../../tools/transcripts/all-collisions.ts';
import { checkTranscript } from './check-transcript.ts';

/** All that is printed is "Killed", by the shell: too short to tell from other output. */
const missed: ReadonlySet<string> = new Set(['cargo-run-killed', 'npm-script-killed']);

/** Word for word what a tool printed before: only the command line tells. */
const toldByCommand: ReadonlySet<string> = new Set(
  ['grep-plain', 'cat-log', 'tail-log', 'head-log', 'sed-range', 'awk-filter', 'cat-pipeline']
    .concat('git-show-file', 'sqlite-rows')
    .map((name) => `quoting-${name}`),
);

describe('The transcripts recorded from real tools', () => {
  const transcripts = recordedTranscripts();

  it('are those that the recorder makes, with its labels', () => {
    const collisions = allCollisions.flatMap((each) => each.collisions);
    const labels = (all: readonly { id: string; expect: unknown }[]) =>
      new Map(all.map(({ id, expect }) => [id, expect]));
    assert.deepEqual(labels(transcripts), labels(collisions));
    assert.equal(new Set(collisions.map(({ id }) => id)).size, collisions.length);
  });

  it('hold no path of the machine on which they were recorded', () => {
    const names = new Set(
      [...JSON.stringify(transcripts).matchAll(/\/(?:home|root|Users|work)\/[\w.-]*/g)].map(
        ([name]) => name,
      ),
    );
    assert.deepEqual([...names], ['/home/dev']);
  });

  for (const transcript of transcripts) {
    const { id, command, chunks, expect } = transcript;
    assert.ok(command !== undefined, id);
    const assess = assessmentOf(command);
    const bytes = Buffer.from(chunks.join(''));
    const known = missed.has(id) ? { ...transcript, expect: [] } : transcript;

    it(`${id} is ${missed.has(id) ? 'not ' : ''}understood, in its chunks and byte by byte`, () => {
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      for (const pieces of [chunks, [bytes], single]) checkTranscript(known, pieces, assess);
    });

    if (toldByCommand.has(id)) {
      it(`${id} is told from news by its command line alone`, () => {
        assert.deepEqual(expect, []);
        assert.throws(() => {
          checkTranscript(known, chunks);
        }, assert.AssertionError);
      });
    } else {
      it(`${id} needs no command line`, () => {
        checkTranscript(known, chunks);
      });
    }
  }
});
