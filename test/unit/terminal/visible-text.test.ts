import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../src/core/terminal/plain-text.ts';
import { visibleText } from '../../../src/core/terminal/visible-text.ts';

describe('visible text', () => {
  it('leaves what can be seen as it is', () => {
    const text = "pnpm install --filter 'naïve/日本語' && echo 🙂\n\tcargo build";
    assert.equal(visibleText(text), text);
  });

  it('spells out what a terminal obeys and what fools a reader', () => {
    assert.equal(visibleText('rm \u001b[2Kls'), 'rm \\u{1b}[2Kls');
    assert.equal(visibleText('a\rb\u009bc\u0000'), 'a\\u{d}b\\u{9b}c\\u{0}');
    assert.equal(visibleText('if \u202eadmin\u2066\u200b'), 'if \\u{202e}admin\\u{2066}\\u{200b}');
    assert.equal(visibleText('a\u2028b'), 'a\\u{2028}b');
  });

  it('has nothing left that plain text would have to take out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const visible = visibleText(text);
        assert.equal(plainText(visible), visible);
      }),
    );
  });
});
