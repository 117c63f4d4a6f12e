import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LogText } from '../../../../src/extension/terminals/log-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (text: string): string => new LogText().write(bytes(text));

describe('a log in a terminal', () => {
  it('has lines that start at the left', () => {
    assert.equal(shown('one\ntwo\r\nthree'), 'one\r\ntwo\r\nthree');
  });

  it('keeps colours and progress bars', () => {
    const progress = '\u001b[1;32m   Compiling\u001b[0m serde\r\u001b[2K\u001b[1A 50%';
    assert.equal(shown(progress), progress);
  });

  it('loses links, titles, clipboard writes and other strings for the terminal', () => {
    const hostile = [
      '\u001b]8;;https://evil.example\u0007safe.example\u001b]8;;\u0007',
      '\u001b]0;title\u001b\\',
      '\u001b]52;c;cm0gLXJmIC8=\u0007',
      '\u001bPq#0\u001b\\',
      '\u001b_apc\u001b\\',
    ];
    assert.equal(shown(hostile.join('')), 'safe.example');
  });

  it('loses modes, queries and C1 codes', () => {
    assert.equal(shown('a\u001b[?1049hb\u001b[6nc\u009b31md\u001bce\u0007'), 'abc31mde');
  });

  it('goes on after a string whose end was lost', () => {
    assert.equal(shown('\u001b]0;never ends\nnext'), '\r\nnext');
  });

  it('shows broken UTF-8 as such', () => {
    assert.equal(new LogText().write(Uint8Array.of(0x61, 0xff, 0x62)), 'a\ufffdb');
  });

  it('does not depend on where its bytes are split, and lets no other escape through', () => {
    const part = fc.constantFrom(
      'text',
      'é😀',
      '\n',
      '\r\n',
      '\r',
      '\u001b[31m',
      '\u001b[?25l',
      '\u001b]8;;x\u0007',
      '\u001b]0;x\u001b\\',
      '\u001b',
      '\u001b[',
      '\u009d',
      '\u0007',
      '\u001b[999',
      ';',
      'm',
    );
    const parts = fc.array(part, { maxLength: 30 });
    fc.assert(
      fc.property(
        parts,
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (all, sizes) => {
          const whole = bytes(all.join(''));
          const log = new LogText();
          let split = '';
          let cuts = 0;
          for (let at = 0; at < whole.length;) {
            const end = at + (sizes[cuts % sizes.length] ?? 1);
            cuts += 1;
            split += log.write(whole.subarray(at, end));
            at = end;
          }
          assert.equal(split, shown(all.join('')));
          for (const sequence of split.split('\u001b').slice(1)) {
            assert.match(sequence, /^\[[\d;:]*[mKJABCDEFGHf]/);
          }
        },
      ),
    );
  });
});
