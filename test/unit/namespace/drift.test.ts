import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { computeNamespace } from '../../../src/core/namespace/compute.ts';
import { driftBetween, driftedParts } from '../../../src/core/namespace/drift.ts';
import { watchDrift } from '../../../src/core/namespace/watch-drift.ts';
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

  it('is noticed when a lockfile changes, and again when it changes back', async () => {
    writeFiles(directory(), { 'Cargo.toml': '', 'Cargo.lock': '1' });
    const explanation = await compute('1.95.0');
    const told: (readonly string[])[] = [];
    let heard: () => void = () => undefined;
    const next = () =>
      new Promise<void>((resolve) => {
        heard = resolve;
      });
    const watch = await watchDrift({
      workspace: directory(),
      agent: 'dev-1',
      toolchains: explanation.parts.toolchain.inputs,
      explanation,
      onDrift: (drift) => {
        told.push(drift);
        heard();
      },
      onFault: assert.ifError,
    });
    try {
      const first = next();
      writeFileSync(path.join(directory(), 'Cargo.lock'), '22');
      await first;
      const second = next();
      writeFileSync(path.join(directory(), 'Cargo.lock'), '1');
      await second;
    } finally {
      watch.dispose();
    }
    assert.deepEqual(told, [['Cargo.lock changed'], []]);
  });
});
