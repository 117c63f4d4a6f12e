import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeShare } from '../../../src/core/resource/share.ts';

describe('the share of an agent', () => {
  const gates = { COMPILE_JOBS: 8, LINK_JOBS: 2, TEST_JOBS: 7 };

  it('is the whole machine for an agent alone', () => {
    assert.deepEqual(computeShare(gates, 1), { compile: 8, test: 7 });
  });

  it('is an even part among several, and never less than one', () => {
    assert.deepEqual(computeShare(gates, 3), { compile: 2, test: 2 });
    assert.deepEqual(computeShare(gates, 20), { compile: 1, test: 1 });
  });

  it('adds up to no more than the gate while there are no more agents than the gate lets work', () => {
    const limit = fc.integer({ min: 1, max: 512 });
    fc.assert(
      fc.property(limit, limit, fc.integer({ min: 1, max: 64 }), (compile, test, agents) => {
        const share = computeShare({ COMPILE_JOBS: compile, TEST_JOBS: test }, agents);
        assert.ok(share.compile * agents <= Math.max(compile, agents));
        assert.ok(share.test * agents <= Math.max(test, agents));
      }),
    );
  });
});
