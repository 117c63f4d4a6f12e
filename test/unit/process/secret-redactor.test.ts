import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SecretRedactor } from '../../../src/core/process/secret-redactor.ts';
import { secretsOf } from '../../../src/core/process/secrets.ts';

/** What is shown of chunks, and the rest at their end. */
function shown(secrets: Iterable<string>, chunks: readonly Uint8Array[]): string {
  const redactor = new SecretRedactor(secrets);
  return Buffer.concat([...chunks.map((chunk) => redactor.push(chunk)), redactor.end()]).toString();
}

function cut(text: string, ...at: number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const ends = [...at, bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

describe('the secrets in what a process prints', () => {
  const secret = 'hunter2hunter2';

  it('are hidden wherever the output is cut', () => {
    const text = `before ${secret} between ${secret}${secret} after`;
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        assert.equal(shown([secret], cut(text, first, second)), 'before *** between ****** after');
      }
    }
  });

  it('leave what only looks like their beginning as it was', () => {
    assert.equal(shown([secret], cut('hunter2hunter1 hunter', 5, 13)), 'hunter2hunter1 hunter');
  });

  it('show nothing of the longer of two that begin alike', () => {
    assert.equal(shown(['abcdefgh', 'abcdefghijkl'], cut('abcdefghijkl abcdefgh.', 8)), '*** ***.');
  });

  it('hold back no more than may be one of them', () => {
    const redactor = new SecretRedactor([secret]);
    assert.equal(redactor.push(Buffer.from('Password: hunt')).toString(), 'Password: ');
    assert.equal(redactor.push(Buffer.from('ing')).toString(), 'hunting');
  });

  it('cost nothing where there are none', () => {
    const chunk = Buffer.from('as it is');
    assert.equal(new SecretRedactor([]).push(chunk).buffer, chunk.buffer);
  });

  it('are the same ones however the output is cut, and never remain', () => {
    const letter = fc.constantFrom('a', 'b', 'c', 'ä');
    const word = fc.array(letter, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(letter, { maxLength: 60 }).map((all) => all.join('')),
        fc.array(fc.nat(80), { maxLength: 6 }),
        (secrets, text, places) => {
          const bytes = Buffer.from(text);
          const at = places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b);
          const whole = shown(secrets, [bytes]);
          assert.equal(shown(secrets, cut(text, ...at)), whole);
          for (const each of secrets) assert.ok(!whole.includes(each), `${each} in ${whole}`);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the secrets of an environment', () => {
  it('are the values of variables that are called so', () => {
    const found = secretsOf({
      GITHUB_TOKEN: 'ghp_0123456789',
      aws_secret_access: 'wJalrXUtnFEMI/K7MDENG',
      DB_PASSWORD: 'correct horse',
      OPENAI_API_KEY: 'sk-0123456789',
      HOME: '/home/somebody',
      PATH: '/usr/bin:/bin',
    });
    for (const value of [
      'ghp_0123456789',
      'wJalrXUtnFEMI/K7MDENG',
      'correct horse',
      'sk-0123456789',
    ])
      assert.ok(found.has(value), value);
    assert.ok(found.has('correct%20horse'));
    assert.ok(found.has('wJalrXUtnFEMI%2FK7MDENG'));
    assert.equal(
      [...found].some((value) => value.includes('/usr/bin')),
      false,
    );
  });

  it('are neither short words nor paths that exist', () => {
    const found = secretsOf({
      KEYBOARD: 'us',
      TOKENIZERS_PARALLELISM: 'false',
      SSL_KEY_FILE: process.execPath,
      SECRET_EMPTY: '',
    });
    assert.deepEqual([...found], []);
  });

  it('are the lines of a key as well, however its lines end', () => {
    const body = 'MIIEpAIBAAKCAQEA0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL';
    const found = secretsOf({ DEPLOY_KEY: `-----BEGIN KEY-----\n${body}\nend\n` });
    assert.equal(shown(found, [Buffer.from(`> ${body}\r\n`)]), '> ***\r\n');
  });
});
