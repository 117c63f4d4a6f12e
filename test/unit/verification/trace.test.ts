import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { straceOptions, Trace } from '../../../src/core/verification/trace.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('a trace', () => {
  const directory = temporaryDirectory();
  const agent = { uid: 'u', process: null, lives: [] };

  it('has every write of a command and its children, with the program, however short', async function () {
    const strace = await requireTool(this, 'strace');
    const at = directory();
    const output = path.join(at, 'trace');
    const script =
      'mkdir e; cd e; mkdir f; cd ..; echo 1 > one; cat one > "t w o"; mkdir d; mv one d/moved; ln -s d l; mkdir l/linked; (echo > l/through &) ; wait; rm "t w o"';
    execFileSync(strace, [...straceOptions(output), 'sh', '-c', script], { cwd: at });
    const { writes, coverage } = await new Trace(output).observe([agent]);
    const found = new Map(writes.map((write) => [path.relative(at, write.path), write.program]));
    for (const name of ['e', 'e/f', 'one', 't w o', 'd', 'd/moved', 'd/linked', 'l', 'd/through']) {
      assert.ok(found.has(name), `${name} of ${[...found.keys()].join(', ')}`);
    }
    assert.equal(found.get('d'), 'mkdir');
    assert.equal(found.get('d/moved'), 'mv');
    assert.ok(
      writes.every(({ agent: uid, confidence }) => uid === 'u' && confidence === 'certain'),
    );
    assert.equal(coverage.isComplete, true);
  });

  it('does not claim to be complete when it cannot place a relative name', async () => {
    const file = path.join(directory(), 'trace');
    writeFileSync(file, '7 mkdir("x", 0777) = 0\n');
    const { writes, coverage } = await new Trace(file).observe([agent]);
    assert.deepEqual([writes, coverage.isComplete], [[], false]);
  });

  it('proves nothing when it is empty', async () => {
    const file = path.join(directory(), 'trace');
    writeFileSync(file, '');
    const { writes, coverage } = await new Trace(file).observe([agent]);
    assert.deepEqual(writes, []);
    assert.equal(coverage.isComplete, false);
  });
});
