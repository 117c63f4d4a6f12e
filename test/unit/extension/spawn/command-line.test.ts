import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { joinCommandLine, splitCommandLine } from '../../../../src/extension/spawn/command-line.ts';

describe('a command line', () => {
  it('is split at blanks outside quotes', () => {
    assert.deepEqual(splitCommandLine(`  cargo  test --  "a b" 'c "d"' e\\ f ""`), {
      words: ['cargo', 'test', '--', 'a b', 'c "d"', 'e f', ''],
    });
  });

  it('with a quote that does not close is refused', () => {
    assert.deepEqual(splitCommandLine('echo "a'), { fault: 'A closing " is missing.' });
  });

  it('that only a shell can run is refused, saying how to run it', () => {
    const line = splitCommandLine('cargo build && cargo test');
    assert.ok('fault' in line);
    assert.match(line.fault, /sh -c/);
    assert.ok('words' in splitCommandLine(`sh -c 'cargo build && cargo test'`));
  });

  it('of any words is read back as the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (words) => {
        assert.deepEqual(splitCommandLine(joinCommandLine(words)), { words });
      }),
    );
  });

  it('means the same to a shell', function () {
    if (process.platform === 'win32') this.skip();
    const words = ['a b', "it's", '"x"', '$HOME', '`id`', '\\', '*', 'é'];
    const print = ['-c', `printf '%s\\n' ${joinCommandLine(words)}`];
    const printed = execFileSync('/bin/sh', print, { encoding: 'utf8' });
    assert.deepEqual(printed.trimEnd().split('\n'), words);
  });
});
