import assert from 'node:assert/strict';
import {
  formatBytes,
  formatSeconds,
  formatShare,
  secondsBetween,
} from '../../../src/extension/quantities.ts';

describe('quantities for people', () => {
  it('write bytes with three digits at most', () => {
    assert.deepEqual(
      [0, 999, 1024, 1536, 1023 * 1024, 5 * 1024 ** 3].map((bytes) => formatBytes(bytes)),
      ['0 B', '999 B', '1.0 KB', '1.5 KB', '1.0 MB', '5.0 GB'],
    );
  });

  it('never round a share up, so that a warning and its figure agree', () => {
    assert.deepEqual([0, 0.29, 0.799, 0.8, 0.9999, 1].map(formatShare), [
      '0%',
      '29%',
      '79%',
      '80%',
      '99%',
      '100%',
    ]);
  });

  it('write spans in the unit that fits', () => {
    assert.deepEqual([0.4, 8, 185, 3600, 7500].map(formatSeconds), [
      '0 s',
      '8 s',
      '3 min',
      '1 h',
      '2 h 5 min',
    ]);
  });

  it('count a span that goes on until now', () => {
    const since = '2026-01-01T00:00:00.000Z';
    assert.equal(secondsBetween(since, null, Date.parse(since) + 2500), 2.5);
  });
});
