import assert from 'node:assert/strict';
import { parseSize } from '../../../src/core/cache/parse-size.ts';

describe('parseSize', () => {
  it('reads sizes as tools write them', () => {
    assert.equal(parseSize('5.0 GiB'), 5 * 1024 ** 3);
    assert.equal(parseSize('10GB'), 10_000_000_000);
    assert.equal(parseSize('5.0G'), 5_000_000_000);
    assert.equal(parseSize('1.5Ki'), 1536);
    assert.equal(parseSize('700'), 700);
  });

  it('takes zero and what is no size for no limit', () => {
    for (const text of ['0', '0.0 kB', '', 'unlimited', '-1G', '5 X']) {
      assert.equal(parseSize(text), null, text);
    }
  });
});
