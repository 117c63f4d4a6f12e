import assert from 'node:assert/strict';
import { countOf, formatRate } from '../../../webview/format.ts';

describe('Figures of the dashboard', () => {
  it('are rates in the units of sizes', () => {
    assert.equal(formatRate(1536), '1.5 KB/s');
  });

  it('are counts with their noun', () => {
    assert.equal(countOf(1, 'agent'), '1 agent');
    assert.equal(countOf(1200, 'agent'), '1,200 agents');
  });
});
