import assert from 'node:assert/strict';
import { readPlainRun } from '../../../src/cli/commands/task/run-fresh.ts';

describe('the words after task run', () => {
  it('are understood at once where they are names and what changes nothing when all is done', () => {
    assert.deepEqual(readPlainRun(['build', 'web#test']), {
      names: ['build', 'web#test'],
      options: {},
    });
    assert.deepEqual(readPlainRun(['--json', 'a', '--concurrency', '4', 'b', '--continue']), {
      names: ['a', 'b'],
      options: { json: true, concurrency: 4, continue: true },
    });
  });

  for (const words of [
    [],
    ['--json'],
    ['a', '--help'],
    ['a', '-h'],
    ['a', '--agent', 'dev'],
    ['a', '--priority', '90'],
    ['a', '--concurrency'],
    ['a', '--concurrency', '0'],
    ['a', '--concurrency', 'four'],
    ['a', '--concurrency=4'],
    ['a', '--', '--json'],
  ]) {
    it(`are left to who knows all of them: ${words.join(' ') || 'none'}`, () => {
      assert.equal(readPlainRun(words), null);
    });
  }
});
