import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countOf,
  formatBytes,
  formatCores,
  formatDuration,
  formatShare,
} from '../../../webview/format.ts';

describe('Figures of the dashboard', () => {
  it('are sizes in units of 1024 that never show four digits', () => {
    assert.equal(formatBytes(0), '0 B');
    assert.equal(formatBytes(1536), '1.5 KB');
    assert.equal(formatBytes(2 ** 30), '1.0 GB');
    assert.equal(formatBytes(1023.9 * 2 ** 20), '1.0 GB');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 59, noNaN: true }), (bytes) => {
        assert.match(formatBytes(bytes), /^(\d\.\d|\d{1,3}) [KMGTP]?B$/);
      }),
    );
  });

  it('are cores that show little use as little, not as none', () => {
    assert.equal(formatCores(0), '0');
    assert.equal(formatCores(0.04), '0.04');
    assert.equal(formatCores(3.21), '3.2');
    assert.equal(formatCores(31.6), '32');
  });

  it('are shares that call only all of it 100 %', () => {
    assert.equal(formatShare(0.874), '87%');
    assert.equal(formatShare(0.9999), '99%');
    assert.equal(formatShare(1), '100%');
  });

  it('are durations in two units', () => {
    assert.equal(formatDuration(8.9), '8 s');
    assert.equal(formatDuration(125), '2 min 05 s');
    assert.equal(formatDuration(3840), '1 h 04 min');
  });

  it('are counts with their noun', () => {
    assert.equal(countOf(1, 'agent'), '1 agent');
    assert.equal(countOf(1200, 'agent'), '1,200 agents');
  });
});
