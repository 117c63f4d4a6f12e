import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programName } from '../../../src/core/process/program-name.ts';

describe('the name of a process', () => {
  it('is that of its program, not of its main thread', function () {
    if (process.platform !== 'linux') this.skip();
    assert.equal(programName(process.pid, 'MainThread'), 'node');
  });

  it('has no dash where it is a login shell', async function () {
    if (process.platform !== 'linux') this.skip();
    const shell = spawn('cat', { argv0: '-bash' });
    await once(shell, 'spawn');
    try {
      assert.equal(programName(shell.pid ?? 0, 'cat'), 'bash');
    } finally {
      shell.stdin.end();
      await once(shell, 'exit');
    }
  });

  it('is its short one where its command line cannot be read', () => {
    assert.equal(programName(0, 'kthreadd'), 'kthreadd');
  });
});
