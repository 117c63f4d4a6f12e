import assert from 'node:assert/strict';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { literalGlob } from '../../../../src/core/task/declaration/checkout-path.ts';
import { globsOverlap } from '../../../../src/core/task/graph/glob-overlap.ts';

describe('the glob of one path', () => {
  const names = fc.stringMatching(/^[a-z[\]{}!*? ]{1,8}$/);

  it('matches that path, whatever letters it is made of, and meets itself', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 3 }), (parts) => {
        const path = parts.join('/');
        assert.ok(picomatch(literalGlob(path), { dot: true })(path), path);
        assert.ok(globsOverlap(literalGlob(path), literalGlob(path)), path);
      }),
    );
  });

  it('matches no other path', () => {
    assert.ok(!picomatch(literalGlob('[id].tsx'))('i.tsx'));
    assert.ok(!picomatch(literalGlob('a*'))('ab'));
  });
});
