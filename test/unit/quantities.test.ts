import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countOf,
  formatBytes,
  formatCores,
  formatCount,
  formatDuration,
  formatShare,
  formatTime,
} from '../../src/core/quantities.ts';

describe('quantities in words', () => {
  it('are sizes in units of 1024 that never show four digits', () => {
    assert.deepEqual(
      [0, 999, 1024, 1536, 1023 * 1024, 1023.9 * 2 ** 20, 5 * 1024 ** 3].map(formatBytes),
      ['0 B', '999 B', '1.0 KB', '1.5 KB', '1.0 MB', '1.0 GB', '5.0 GB'],
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 59, noNaN: true }), (bytes) => {
        assert.match(formatBytes(bytes), /^(\d\.\d|\d{1,3}) [KMGTP]?B$/);
      }),
    );
  });

  it('are counts with their thousands apart', () => {
    assert.deepEqual([0, 999, 1284, 1_000_000].map(formatCount), [
      '0',
      '999',
      '1,284',
      '1,000,000',
    ]);
  });

  it('are shares that are never rounded up, so that a warning and its figure agree', () => {
    assert.deepEqual([0, 0.29, 0.796, 0.7999, 0.8, 0.9999, 1].map(formatShare), [
      '0%',
      '29%',
      '79%',
      '79%',
      '80%',
      '99%',
      '100%',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (hits) => {
        const shown = Number(formatShare(hits / 1_000_000).slice(0, -1));
        assert.equal(shown, Math.floor(hits / 10_000));
      }),
    );
  });

  it('are cores that show little use as little, not as none', () => {
    assert.deepEqual([0, 0.04, 3.21, 31.6].map(formatCores), ['0', '0.04', '3.2', '32']);
  });

  it('are durations in two units', () => {
    assert.deepEqual([0.4, 8.9, 125, 3840].map(formatDuration), [
      '0 s',
      '8 s',
      '2 min 05 s',
      '1 h 04 min',
    ]);
  });

  it('are times in which short ones differ', () => {
    assert.deepEqual([-3, 0.2, 39.6, 999.6, 1240, 59_940, 59_960, 125_000].map(formatTime), [
      '0 ms',
      '0 ms',
      '40 ms',
      '1.0 s',
      '1.2 s',
      '59.9 s',
      '1 min',
      '2 min 05 s',
    ]);
  });

  it('are counts with their noun', () => {
    assert.deepEqual(
      [0, 1, 1200].map((count) => countOf(count, 'agent')),
      ['0 agents', '1 agent', '1,200 agents'],
    );
    assert.equal(countOf(2, 'process', 'processes'), '2 processes');
  });
});
