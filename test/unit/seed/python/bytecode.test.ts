import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  bytecodeKept,
  bytecodeOfPackages,
  inPrefix,
} from '../../../../src/core/seed/python/bytecode.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('bytecode of another agent', () => {
  const directory = temporaryDirectory();
  const places = ['library', 'checkout', 'namespaces/one', 'namespaces/three'];
  const relative = (name: string): string => inPrefix(path.join(directory(), name));

  async function kept(isSameCheckout: boolean): Promise<string[]> {
    for (const name of places) mkdirSync(path.join(directory(), name), { recursive: true });
    const keeps = await bytecodeKept('', {
      root: path.join(directory(), 'namespaces', 'one'),
      isSameCheckout,
      folders: [path.join(directory(), 'checkout')],
    });
    return [...places, 'namespaces', 'gone'].filter((name) => keeps(relative(name)));
  }

  it('goes along for what lies where it did, and not for any agent’s own or what is gone', async () => {
    const same = await kept(true);
    assert.deepEqual(
      same.filter((name) => !name.startsWith('namespaces/')),
      ['library', 'checkout'],
    );
    const other = await kept(false);
    assert.deepEqual(
      other.filter((name) => !name.startsWith('namespaces/')),
      ['library'],
    );
  });

  it('goes along for packages but for what pytest rewrote, which names its place for good', async () => {
    const keeps = await bytecodeOfPackages();
    assert.equal(keeps('lib/numpy/__init__.cpython-313.pyc'), true);
    assert.equal(keeps('lib/xdist/plugin.cpython-313-pytest-9.2.0.pyc'), false);
    assert.equal(keeps('lib/pytest-plugin/plugin.cpython-313.pyc'), true);
  });
});
