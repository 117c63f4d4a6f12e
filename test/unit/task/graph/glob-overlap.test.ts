import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { globCovers, globsOverlap } from '../../../../src/core/task/graph/glob-overlap.ts';

const name = fc.constantFrom('a', 'b', 'ab', 'aab');
const pattern = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', 'a?', '**', '{a,b}', '[ab]');
const globs = fc.array(pattern, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const paths = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

/** Node's own matcher, which knows nothing of ours. */
const matches = (glob: string, file: string) => path.matchesGlob(file, glob);

describe('two globs', () => {
  it('overlap whenever one path is matched by both', () => {
    fc.assert(
      fc.property(globs, globs, paths, (a, b, file) => {
        if (matches(a, file) && matches(b, file))
          assert.ok(globsOverlap(a, b), `${a} ${b} ${file}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are said to cover each other only where every path of the one is the other’s', () => {
    fc.assert(
      fc.property(globs, globs, paths, (outer, inner, file) => {
        if (globCovers(outer, inner) && matches(inner, file)) {
          assert.ok(matches(outer, file), `${outer} ${inner} ${file}`);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('do not cover the folder that they name the content of', () => {
    assert.equal(globCovers('a/**', 'a'), false);
    assert.ok(globCovers('a/**', 'a/b'));
  });

  for (const [a, b] of [
    ['dist/**', 'dist/a/b.js'],
    ['**/*.js', 'src/**'],
    ['a/*.{js,css}', 'a/x.css'],
    ['*', '?'],
  ] as const) {
    it(`overlap: ${a} and ${b}`, () => {
      assert.ok(globsOverlap(a, b));
    });
  }

  for (const [a, b] of [
    ['dist/**', 'distribution/**'],
    ['*.js', '*.css'],
    ['a/*', 'a/b/c'],
    ['packages/web/dist/**', 'packages/api/dist/**'],
  ] as const) {
    it(`are apart: ${a} and ${b}`, () => {
      assert.equal(globsOverlap(a, b), false);
    });
  }
});
