import assert from 'node:assert/strict';
import { typeFacts } from '../../../../src/extension/spawn/type-facts.ts';

describe('an agent type in the list', () => {
  it('has the version of the program that it starts, with its name', () => {
    assert.equal(
      typeFacts({ type: 'node-build', program: 'corepack', version: '0.34.6' }),
      'node-build · corepack 0.34.6',
    );
  });

  it('does not name a program twice', () => {
    assert.equal(
      typeFacts({ type: 'claude', program: 'claude', version: '2.1.3' }),
      'claude · 2.1.3',
    );
  });

  it('stands alone where no version is known', () => {
    assert.equal(typeFacts({ type: 'auto', program: 'cargo', version: null }), 'auto');
  });
});
