import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { FoundNeedles } from '../../../src/core/contention/found-needles.ts';
import { NeedleSearch } from '../../../src/core/contention/needle-search.ts';

function find(needles: readonly string[], text: string): number[] {
  const found = new FoundNeedles(needles.length);
  // Search in the middle of other bytes, which are not to be looked at.
  const bytes = Buffer.from(`<<<<${text}>>>>`);
  new NeedleSearch(needles).find(bytes, 4, bytes.length - 4, found);
  return Array.from({ length: found.count }, (_, position) => found.at(position));
}

describe('NeedleSearch', () => {
  it('finds each needle once, in ascending order', () => {
    const needles = ['waiting for', 'file lock on', 'directory'];
    assert.deepEqual(find(needles, 'directory: waiting for file lock on directory'), [0, 1, 2]);
    assert.deepEqual(find(needles, 'Compiling lock_api v0.4.12'), []);
  });

  it('finds a short needle only where the line starts, after blanks', () => {
    assert.deepEqual(find(['```'], ' \t```sh'), [0]);
    assert.deepEqual(find(['```'], 'a ```'), []);
    assert.deepEqual(find(['```'], '``'), []);
  });

  it('finds a needle in any script', () => {
    assert.deepEqual(find(['文本文件忙', 'disque plein é'], 'tee: app: 文本文件忙'), [0]);
    // Five bytes.
    assert.deepEqual(find(['café'], 'un café'), []);
  });

  it('refuses needles with control characters', () => {
    for (const needle of ['', 'a\u001b[0m', 'caf\u0085']) {
      assert.throws(() => new NeedleSearch([needle]), RangeError);
    }
  });

  it('misses no needle, wherever it stands and whatever the others are', () => {
    const letters = fc.constantFrom('a', 'b', ' ');
    const needle = fc.string({ unit: letters, minLength: 8, maxLength: 14 });
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 20 }),
        fc.string({ unit: letters, maxLength: 60 }),
        fc.nat(),
        fc.nat(60),
        (needles, text, chosen, at) => {
          const index = chosen % needles.length;
          const held = text.slice(0, at) + (needles[index] ?? '') + text.slice(at);
          assert.ok(find(needles, held).includes(index));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
