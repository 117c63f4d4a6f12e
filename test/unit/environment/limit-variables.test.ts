import assert from 'node:assert/strict';
import { inheritedEnvironment } from '../../../src/core/environment/inherit.ts';
import { limitVariables, withShare } from '../../../src/core/environment/limit-variables.ts';

describe('the limits of an agent', () => {
  const alone = { compile: 8, test: 7 };
  const amongMany = { compile: 2, test: 1 };

  it('follow its share, and leave those of the user and all else as they are', () => {
    const environment = { ...limitVariables(alone, { NX_PARALLEL: '5' }), TEST_JOBS: '7' };
    const later = withShare(environment, amongMany);
    assert.equal(later['VITEST_MAX_WORKERS'], '1');
    assert.equal(later['UV_CONCURRENT_BUILDS'], '2');
    assert.equal(later['NX_PARALLEL'], '5');
    assert.equal(later['TEST_JOBS'], '7');
    assert.deepEqual(withShare(later, alone), environment);
  });

  it('are no choice of the user’s for an agent that is started from within', () => {
    const outer = limitVariables(amongMany, { NX_PARALLEL: '5' });
    const inherited = inheritedEnvironment(outer);
    assert.deepEqual(inherited, { NX_PARALLEL: '5' });
    assert.equal(limitVariables(alone, inherited)['RUST_TEST_THREADS'], '7');
  });
});
