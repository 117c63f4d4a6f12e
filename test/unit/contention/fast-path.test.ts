import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ContentionSignal } from '../../../src/core/contention/finding.ts';
import { FoundNeedles } from '../../../src/core/contention/found-needles.ts';
import { LineJudge, needles } from '../../../src/core/contention/line-judge.ts';
import { needlesOf } from '../../../src/core/contention/pattern.ts';
import { patterns } from '../../../src/core/contention/patterns.ts';
import { longestLine } from '../../../src/core/contention/segment.ts';
import { PlainTextDecoder } from '../../../src/core/terminal/plain-text.ts';
import { confirmations, patternExamples } from './pattern-examples.ts';
import { cut, readStream } from './read-stream.ts';

const everyNeedle = new FoundNeedles(needles.length);
for (const index of needles.keys()) everyNeedle.add(index);

const completing = patterns.filter((pattern) => pattern.completedByNeedle).flatMap(needlesOf);

/** The straightforward way: every line decoded whole and held against every pattern. */
function readSlowly(bytes: Buffer): ContentionSignal[] {
  const judge = new LineJudge();
  const decoder = new PlainTextDecoder();
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    const text = decoder.write(bytes.subarray(start, end)) + (lineFeed < 0 ? decoder.end() : '');
    line += 1;
    if (text === '\n') judge.blankLine();
    for (const segment of text.split('\n')) judgeSegment(judge, segment, line);
    start = end;
  }
  judge.end();
  return judge.takeSignals();
}

function judgeSegment(judge: LineJudge, segment: string, line: number): void {
  let rest = segment;
  for (const needle of completing) {
    for (let at = rest.indexOf(needle); at >= 0; at = rest.indexOf(needle, at + 1)) {
      const head = rest.slice(0, at + needle.length);
      if (Buffer.byteLength(head) > longestLine || !judge.completes(head, everyNeedle)) continue;
      judge.segment(head, line, everyNeedle);
      rest = rest.slice(head.length);
      at = -1;
    }
  }
  if (/^[ \t]*$/.test(rest)) return;
  judge.segment(Buffer.byteLength(rest) > longestLine ? '' : rest, line, everyNeedle);
}

const messages = [
  ...Object.values(patternExamples)
    .flat()
    .map(([line]) => line),
  ...Object.values(confirmations),
];

const quoting = [
  'running 2 tests',
  'test result: ok.',
  '---- a stdout ----',
  '--------- Captured stdout call ---------',
  '========== 1 passed ==========',
  '=== RUN   TestA',
  '--- PASS: TestA (0.00s)',
  '  console.log',
  '      at Object.log (a.js:1:1)',
  'stdout | a.test.ts > b',
  'cache hit, replaying logs 3c141e166a9c6e9b',
  'cache miss, executing 3c141e166a9c6e9b',
  '> nx run a:b  [local cache]',
  '```sh',
  '```',
  'Author: A <a@b.c>',
  '[    0.000000] Linux',
  'It said:',
];

const sequences = [
  '\u001b[1m',
  '\u001b[0m',
  '\u001b[38;5;10m',
  '\u001b[K',
  '\u001b[2K',
  '\u001b[1G',
  '\u001b[4C',
  '\u001b[2A',
  '\u001b[?25l',
  '\u001b(B',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://a.example\u001b\\',
  '\u001b]52;c;',
  '\u001bP1$r',
  '\u001b\\',
  '\u001b7',
  '\u001b8',
  '\u009b1m',
  '\u0085',
  '\u0007',
  '\b',
  '\u00e9\u2819\u{1f980}',
  '\u202e',
];

const message = fc.constantFrom(...messages);
const sequence = fc.constantFrom(...sequences);

/** A message with control sequences, or anything else, in the middle of it. */
const interrupted = fc
  .tuple(message, fc.oneof(sequence, fc.string({ maxLength: 3 })), fc.nat())
  .map(([text, inserted, at]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + inserted + text.slice(place);
  });

/** A message with one character lost or doubled: it may still match, and must then still hold its needle. */
const altered = fc.tuple(message, fc.nat(), fc.boolean()).map(([text, at, lost]) => {
  const place = at % text.length;
  return text.slice(0, place) + text.slice(lost ? place + 1 : Math.max(0, place - 1));
});

const piece = fc.oneof(
  { weight: 4, arbitrary: message },
  { weight: 4, arbitrary: interrupted },
  { weight: 2, arbitrary: altered },
  { weight: 3, arbitrary: fc.constantFrom(...quoting) },
  { weight: 2, arbitrary: sequence },
  { weight: 1, arbitrary: fc.constantFrom('web:build: ', '[1] ', '> ', '+', '    ', 'a.rs:1:') },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.nat(9000).map((length) => 'x'.repeat(length)) },
);

const terminator = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('\n', '\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r', '\n\n', '', '\u000b', ' \t\n') },
);

const bytesOfStream = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.tuple(piece, terminator).map(([text, end]) => Buffer.from(text + end)),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
    ),
    { maxLength: 30 },
  )
  .map((buffers) => Buffer.concat(buffers));

describe('The fast path', () => {
  it('finds exactly what the straightforward way finds, however the stream is split', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(
        bytesOfStream,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        (bytes, fractions) => {
          const { signals, atEnd } = readStream(cut(bytes, fractions));
          assert.deepEqual([...signals, ...atEnd], readSlowly(bytes));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('finds exactly what the straightforward way finds, byte by byte', () => {
    fc.assert(
      fc.property(bytesOfStream, (bytes) => {
        const { signals, atEnd } = readStream(Array.from(bytes, (byte) => Uint8Array.of(byte)));
        assert.deepEqual([...signals, ...atEnd], readSlowly(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
