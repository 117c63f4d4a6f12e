import assert from 'node:assert/strict';
import { startOfAxis } from '../../../webview/state/axis.ts';

describe('the time axis of a chart', () => {
  it('begins at the first reading, so that it fills the chart', () => {
    assert.equal(startOfAxis(1000, 1300), 1000);
  });

  it('shows two minutes at least, and ten at most', () => {
    assert.equal(startOfAxis(1299, 1300), 1180);
    assert.equal(startOfAxis(0, 1300), 700);
  });
});
