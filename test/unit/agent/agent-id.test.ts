import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateAgentId, isAgentId, parseAgentId } from '../../../src/core/agent/agent-id.ts';
import { LanekeeperError } from '../../../src/core/error.ts';

describe('an agent id', () => {
  for (const id of ['a', '0', 'dev-1', 'a1b2c3d4', 'console', 'com10', 'x'.repeat(39)]) {
    it(`may be ${id}`, () => {
      assert.equal(parseAgentId(id), id);
    });
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /is empty/],
    ['a\0b', /NUL/],
    ['../x', /looks like a path/],
    ['a/b', /looks like a path/],
    ['a\\b', /looks like a path/],
    ['..', /looks like a path/],
    ['x'.repeat(40), /has 40 characters, more than 39/],
    ['con', /device name on Windows/],
    ['NUL', /device name on Windows/],
    ['lpt9', /device name on Windows/],
    ['-rf', /starts with a hyphen/],
    ['Dev', /upper-case/],
    ['dev 1', /other than a-z/],
    ['dev.lock', /other than a-z/],
    ['dév', /other than a-z/],
    ['a\n', /other than a-z/],
  ];
  for (const [text, message] of refused) {
    it(`may not be ${JSON.stringify(text)}: ${message.source}`, () => {
      assert.throws(
        () => parseAgentId(text),
        (fault) =>
          fault instanceof LanekeeperError &&
          fault.code === 'agent-id-invalid' &&
          message.test(fault.message),
      );
    });
  }

  it('is refused without letting control characters through to the terminal', () => {
    assert.throws(
      () => parseAgentId('\u001b[31m\u202etxt'),
      (fault) => fault instanceof LanekeeperError && /^[\x20-\x7e]*$/.test(fault.message),
    );
  });

  it('is exactly what its pattern says, whatever the text', () => {
    const pattern = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9-]{0,38}$/;
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9-]{0,45}$/));
    fc.assert(
      fc.property(text, (id) => isAgentId(id) === (pattern.test(id) && !id.endsWith('\n'))),
    );
  });

  it('is eight hex digits that are not taken when it is generated', () => {
    const taken = new Set<string>();
    let asked = 0;
    const id = generateAgentId((candidate) => {
      asked += 1;
      taken.add(candidate);
      return asked <= 2;
    });
    assert.match(id, /^[0-9a-f]{8}$/);
    assert.equal(asked, 3);
    assert.equal([...taken].at(-1), id);
  });
});
