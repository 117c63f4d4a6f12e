import assert from 'node:assert/strict';
import { computeNamespace } from '../../../src/core/namespace/compute.ts';
import { driftBetween, driftedParts } from '../../../src/core/namespace/drift.ts';
import { writeFiles } from '../git-repository.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('drift', () => {
  const directory = temporaryDirectory();
  const compute = (rustc: string) =>
    computeNamespace({
      workspace: directory(),
      agent: 'dev-1',
      toolchains: [{ name: 'rustc', value: rustc }],
    });

  it('is told in words, one an input', async () => {
    writeFiles(directory(), { 'Cargo.toml': '', 'Cargo.lock': '1', 'package.json': '' });
    const before = await compute('1.94.0');
    assert.deepEqual(driftBetween(before, before), []);
    writeFiles(directory(), { 'Cargo.lock': '2', 'sub/setup.py': '' });
    const after = await compute('1.95.0');
    assert.deepEqual(driftBetween(before, after), [
      'rustc is 1.95.0, was 1.94.0',
      'Cargo.lock changed',
      'sub/setup.py was added',
    ]);
    assert.deepEqual(driftedParts(before.namespace, after.namespace), ['toolchain', 'project']);
  });
});
