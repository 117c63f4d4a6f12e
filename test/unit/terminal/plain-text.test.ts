import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { PlainTextDecoder, plainText } from '../../../src/core/terminal/plain-text.ts';

function decode(...chunks: (string | Uint8Array)[]): string {
  const decoder = new PlainTextDecoder();
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk))).join('') + decoder.end();
}

/** What terminals are sent, and the plain text of it. */
const streams: Readonly<Record<string, readonly [string, string]>> = {
  'text as it is': ['a\tb \u00e9\u{1f980}\n\nc\n', 'a\tb \u00e9\u{1f980}\n\nc\n'],
  'colours taken out': ['\u001b[1m\u001b[38;2;1;2;3mred\u001b[0m\u001b[K', 'red'],
  'the text of a link': ['\u001b]8;id=1;https://a.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
  'no title': ['\u001b]0;title\u0007text', 'text'],
  'no write to the clipboard': ['a\u001b]52;c;aGVsbG8=\u0007b', 'ab'],
  'no shell integration': ['\u001b]633;A\u0007$ \u001b]633;E;ls\u001b\\ls', '$ ls'],
  'no device control string': ['a\u001bP+q544e\u001b\\b', 'ab'],
  'no control strings of other kinds': [
    'a\u001b_x\u001b\\b\u001b^x\u001b\\c\u001bXx\u001b\\d',
    'abcd',
  ],
  'no private modes': ['\u001b[?2026h\u001b[?25lx\u001b[?25h', 'x'],
  'no character sets and keypad modes': ['\u001b(B\u001b=x\u001b>', 'x'],
  'no control codes': ['a\u0000\u0007\u0008\u001a\u007fb', 'ab'],
  'no control codes of C1': ['a\u009b1mb\u009d0;t\u009cc\u0090q\u009cd\u0086e', 'abcde'],
  'one line feed for a line end of Windows': ['a\r\nb\r\r\nc', 'a\nb\nc'],
  'redraws as lines': ['10%\r20%\r30%\r\n', '10%\n20%\n30%\n'],
  'no lines for redraws of nothing': ['\r\u001b[K\r\u001b[1A\r\u001b[2K', ''],
  'lines for a moved cursor': [
    'a\u001b[2;1Hb\u001b[1Ac\u001b[999Dd\u001b[1Ge\u001b8f',
    'a\nb\nc\nd\ne\nf',
  ],
  'blanks for a cursor moved right': ['a\u001b[3Cb\u001b[Cc\u001b[40Gd', 'a   b c d'],
  'the line after a string that never ends': ['\u001b]52;c;aGVs\nnext\n', '\nnext\n'],
  'the text after a sequence that is broken off': [
    '\u001b[1;2\nx\u001b[3\u00e9y\u001b\u001b[1mz',
    '\nx\u00e9yz',
  ],
};

describe('PlainTextDecoder', () => {
  for (const [what, [stream, plain]] of Object.entries(streams)) {
    it(`leaves ${what}, however the stream is split`, () => {
      const bytes = Buffer.from(stream);
      for (let at = 0; at <= bytes.length; at += 1) {
        assert.equal(decode(bytes.subarray(0, at), bytes.subarray(at)), plain);
      }
      assert.equal(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte))), plain);
    });
  }

  it('replaces broken UTF-8', () => {
    assert.equal(decode(Uint8Array.of(0x61, 0xff, 0xe2, 0x98, 0x62)), 'a\ufffd\ufffdb');
    assert.equal(decode(Uint8Array.of(0xe2, 0x98)), '\ufffd');
  });

  it('does not join the halves of a character around a control sequence', () => {
    const half = Uint8Array.of(0xe2, 0x98);
    assert.equal(decode(half, '\u001b[0m', Uint8Array.of(0x83)), '\ufffd\ufffd');
  });

  it('takes no byte inside a character for a control code', () => {
    // The second byte of U+26DB is 0x9b, CSI in C1; the last of U+26DC is 0x9c, the end of a string.
    assert.equal(decode('\u26db1m\u26dc'), '\u26db1m\u26dc');
    assert.equal(decode('\u001b]0;\u26dc title\u0007x'), 'x');
  });

  it('leaves no control code but line feed and tab, whatever it reads', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        // eslint-disable-next-line no-control-regex -- Control codes are what this is about.
        assert.doesNotMatch(decode(...chunks), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same text however random bytes are split', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((random) =>
      // Half of them the bytes that sequences are made of.
      random.map((byte) =>
        byte < 128 ? byte : ([0x1b, 0x5b, 0x5d, 0x6d, 0x0d, 0xc2, 0x9b, 0xe2][byte % 8] ?? 0),
      ),
    );
    fc.assert(
      fc.property(bytes, fc.nat(200), (stream, at) => {
        assert.equal(decode(stream.subarray(0, at), stream.subarray(at)), decode(stream));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('plainText', () => {
  it('takes out control sequences', () => {
    assert.equal(
      plainText('\u001b[31mError:\u001b[0m \u001b]8;;file:///x\u0007x\u001b]8;;\u0007'),
      'Error: x',
    );
  });

  it('takes out what reverses text', () => {
    assert.equal(plainText('a\u202egpj.exe\u202c \u2066b\u2069\u200f\u061c'), 'agpj.exe b');
  });

  it('takes out what cannot be seen', () => {
    assert.equal(
      plainText('a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g\u3164h\u{e0041}i'),
      'abcdefghi',
    );
  });

  it('keeps writing from right to left, accents and styled emoji', () => {
    const text = '\u0634\u0643\u0631\u0627 e\u0301 \u2764\ufe0f';
    assert.equal(plainText(text), text);
  });

  it('makes line feeds of line separators', () => {
    assert.equal(plainText('a\u2028b\u2029c'), 'a\nb\nc');
  });

  it('repairs halves of characters', () => {
    assert.equal(plainText('a\ud83e'), 'a\ufffd');
  });
});
