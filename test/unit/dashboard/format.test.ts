import assert from 'node:assert/strict';
import { formatRate } from '../../../webview/format.ts';

describe('Figures of the dashboard', () => {
  it('are rates in the units of sizes', () => {
    assert.equal(formatRate(1536), '1.5 KB/s');
  });
});
