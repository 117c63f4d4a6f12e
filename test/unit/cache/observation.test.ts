import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { CacheObserver } from '../../../src/core/cache/observation.ts';
import { PlainLines } from '../../../src/core/terminal/plain-lines.ts';

const transcripts = path.join(import.meta.dirname, '../../fixtures/transcripts');

/** What each recording (see record.sh beside them) says, counted by hand: cache, hits, misses. */
const expected: Readonly<Record<string, [cache: string, hits: number, misses: number] | null>> = {
  'cargo-1.95.0-cold': ['cargo', 0, 2],
  'cargo-1.95.0-terminal': ['cargo', 0, 2],
  'cargo-1.95.0-warm': ['cargo', 2, 0],
  'npm-11.19.1-cold': ['npm', 0, 8],
  'npm-11.19.1-warm': ['npm', 8, 0],
  'pip-23.2.1-cold': ['pip', 0, 1],
  'pip-23.2.1-real': ['pip', 0, 2],
  'pip-23.2.1-terminal': ['pip', 0, 2],
  'pip-23.2.1-warm': ['pip', 1, 0],
  'pip-26.3-cold': ['pip', 0, 1],
  'pip-26.3-real': ['pip', 0, 2],
  'pip-26.3-terminal': ['pip', 0, 2],
  'pip-26.3-warm': ['pip', 1, 0],
  'pnpm-12.21.0-append-only': ['pnpm', 8, 0],
  'pnpm-12.21.0-cold': ['pnpm', 0, 8],
  'pnpm-12.21.0-terminal': ['pnpm', 8, 0],
  'pnpm-12.21.0-up-to-date': null,
  'pnpm-12.21.0-warm': ['pnpm', 8, 0],
  'pnpm-12.21.0-workspace': ['pnpm', 1, 1],
  'turbo-2.11.11-cold': ['turbo', 0, 2],
  'turbo-2.11.11-full': ['turbo', 2, 0],
  'turbo-2.11.11-terminal': ['turbo', 2, 0],
  'turbo-2.11.11-warm': ['turbo', 2, 0],
  'uv-0.13.9-cold': ['uv', 0, 3],
  'uv-0.13.9-terminal': ['uv', 1, 1],
  'uv-0.13.9-warm': ['uv', 3, 0],
  'uv-0.13.9-warm-verbose': ['uv', 2, 0],
};

function read(name: string): Buffer {
  return readFileSync(path.join(transcripts, `${name}.txt`));
}

/** The lookups of every cache that the output told of. */
function observe(...chunks: Uint8Array[]): Record<string, [hits: number, misses: number]> {
  const lines = new PlainLines();
  const observer = new CacheObserver();
  const sums: Record<string, [hits: number, misses: number]> = {};
  for (const line of [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()]) {
    for (const { cache, hits, misses } of observer.push(line)) {
      const [hitsBefore, missesBefore] = sums[cache] ?? [0, 0];
      sums[cache] = [hitsBefore + hits, missesBefore + misses];
    }
  }
  return sums;
}

describe('CacheObserver', () => {
  for (const [name, counts] of Object.entries(expected)) {
    it(`counts ${counts ? `${counts[1]} hits and ${counts[2]} misses` : 'nothing'} in ${name}`, () => {
      assert.deepEqual(observe(read(name)), counts ? { [counts[0]]: [counts[1], counts[2]] } : {});
    });
  }

  it('has an expectation for every transcript', () => {
    const recorded = readdirSync(transcripts).filter((file) => file.endsWith('.txt'));
    assert.deepEqual(
      recorded.map((file) => file.slice(0, -'.txt'.length)).sort(),
      Object.keys(expected).sort(),
    );
  });

  it('counts the same wherever the output is split', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(expected)),
        fc.array(fc.nat(), { maxLength: 8 }),
        (name, cuts) => {
          const bytes = read(name);
          const ends = cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b);
          const chunks = [...ends, bytes.length].map((end, index) =>
            bytes.subarray(index === 0 ? 0 : ends[index - 1], end),
          );
          assert.deepEqual(observe(...chunks), observe(bytes));
        },
      ),
    );
  });

  it('counts nothing of a transcript that is quoted, however it is quoted', () => {
    const marks = [
      '> ',
      '| ',
      '# ',
      '+',
      '-',
      '"',
      '`',
      "'",
      '12: ',
      'log.txt:3:',
      '\t',
      'a:build: ',
      'INFO ',
    ];
    // A terminal's recording redraws its lines, and with them the mark.
    const plain = Object.keys(expected).filter((name) => !name.endsWith('-terminal'));
    for (const name of plain) {
      const lines = read(name).toString('utf8').split('\n');
      for (const mark of marks) {
        const quoted = lines.map((line) => mark + line).join('\n');
        assert.deepEqual(
          observe(Buffer.from(quoted)),
          {},
          `${name} behind ${JSON.stringify(mark)}`,
        );
      }
    }
  });

  it('counts nothing of a line that goes on after what a tool prints', () => {
    for (const line of [
      'Progress: resolved 8, reused 8, downloaded 0, added 8, done"',
      'Progress: resolved 8, reused 8, downloaded 0, added 8',
      '  Using cached a-1.0-py3-none-any.whl (1 kB) is what pip prints',
      '  Downloading a-1.0-py3-none-any.whl.metadata (2 kB)',
      'Installed 3 packages in 2ms, as uv says',
      '  Downloaded 2 crates (35.9KiB) in 0.03s',
      '   Compiling sample v0.1.0 (/tmp/sample)',
      '   Compiling sample v0.1.0 (https://github.com/a/b#0123abcd)',
      'Cached:    2 cached, 2 total',
      'npm http fetch GET 200 https://registry.npmjs.org/chalk 52ms (cache miss)',
    ]) {
      assert.deepEqual(observe(Buffer.from(`${line}\n`)), {}, line);
    }
  });

  it('takes the last state of a redrawn line', () => {
    const observer = new CacheObserver();
    const counts = observer.push(
      'Progress: resolved 1, reused 1, downloaded 0, added 0\rProgress: resolved 2, reused 1, downloaded 1, added 2, done',
    );
    assert.deepEqual(counts, [
      {
        cache: 'pnpm',
        hits: 1,
        misses: 1,
        reasons: [{ reason: 'not-downloaded', count: 1 }],
      },
    ]);
  });

  it('counts a registry crate once a stream, however often it is built', () => {
    const build = '   Compiling itoa v1.0.19\n    Checking itoa v1.0.19\n';
    assert.deepEqual(observe(Buffer.from(build + build)), { cargo: [1, 0] });
  });

  it('does not carry what one run of uv prepared over to the next', () => {
    const cold = read('uv-0.13.9-cold');
    assert.deepEqual(observe(cold, read('uv-0.13.9-warm')), { uv: [3, 3] });
  });

  it('neither throws nor slows down on a line of a megabyte', () => {
    const observer = new CacheObserver();
    assert.deepEqual(observer.push(`packages/a ${' '.repeat(1_000_000)}| Progress: resolved`), []);
  });

  it('never throws, and never counts below zero', () => {
    const words = fc.constantFrom(
      ' Tasks:    1 successful, 9 total',
      'Cached:    9 cached, 1 total',
      'Prepared 9 packages in 1ms',
      'Installed 1 package in 1ms',
      '  Downloaded a v1',
      '   Compiling a v1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), (lines) => {
        const observer = new CacheObserver();
        for (const { hits, misses } of lines.flatMap((line) => observer.push(line))) {
          assert.ok(hits >= 0 && misses >= 0);
        }
      }),
    );
  });
});
