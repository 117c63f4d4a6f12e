import assert from 'node:assert/strict';
import { secondsBetween } from '../../../../src/extension/views/elapsed.ts';

describe('the seconds between two times', () => {
  const since = '2026-01-01T00:00:00.000Z';

  it('go on until now while the end is not known', () => {
    assert.equal(secondsBetween(since, null, Date.parse(since) + 2500), 2.5);
    assert.equal(secondsBetween(since, '2026-01-01T00:01:00.000Z'), 60);
  });

  it('are none when a clock was set back', () => {
    assert.equal(secondsBetween(since, '2025-12-31T23:59:00.000Z'), 0);
  });
});
