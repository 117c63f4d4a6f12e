import assert from 'node:assert/strict';
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../../src/cli/duration.ts';

describe('a time on the command line', () => {
  for (const [text, seconds] of [
    ['90s', 90],
    ['10m', 600],
    ['2h', 7200],
    ['1d', 86_400],
  ] as const) {
    it(`is ${String(seconds)} seconds as ${text}`, () => {
      assert.equal(parseDuration(text), seconds);
    });
  }

  for (const text of ['', '3', '3x', '0s', '-1h', '1.5h', '1h30m', ' 1h']) {
    it(`is refused as ${JSON.stringify(text)}, with what it may be`, () => {
      assert.throws(() => parseDuration(text), InvalidArgumentError);
    });
  }
});
