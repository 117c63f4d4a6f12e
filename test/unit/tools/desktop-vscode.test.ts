import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { findDesktop, type DesktopOptions } from '../../../tools/desktop-vscode.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the desktop VS Code of npm start', () => {
  const directory = temporaryDirectory();
  const floor = packageJson.engines.vscode.replace('^', '');

  it('is the one that VSCODE_PATH names', async () => {
    assert.deepEqual(await find({ environment: { VSCODE_PATH: '/opt/code' } }), {
      kind: 'found',
      executable: '/opt/code',
    });
  });

  it('is the installed one that has at least the version of package.json', async () => {
    const executable = await program(directory(), `echo ${floor}; echo 0123abc; echo x64`);
    const environment = { DISPLAY: ':0', PATH: path.dirname(executable) };
    assert.deepEqual(await find({ environment }), { kind: 'found', executable });
  });

  it('is a downloaded one where the installed one is older or broken', async () => {
    for (const script of ['echo 1.99.3', 'echo 1.200.0; exit 1', 'echo hello']) {
      const executable = await program(directory(), script);
      const environment = { DISPLAY: ':0', PATH: path.dirname(executable) };
      assert.deepEqual(
        await find({ environment, download: () => Promise.resolve('/fetched/code') }),
        { kind: 'found', executable: '/fetched/code' },
        script,
      );
    }
  });

  it('is none, with the reason, where it cannot be downloaded', async () => {
    assert.deepEqual(await find({ environment: { DISPLAY: ':0', PATH: '' } }), {
      kind: 'none',
      reason: 'VS Code could not be downloaded: no route to host',
    });
  });

  it('is none, with the reason, on a machine without a display and in a remote window', async () => {
    assert.deepEqual(await find({ environment: { PATH: '' } }), {
      kind: 'none',
      reason: 'This machine has no display.',
    });
    const environment = { DISPLAY: ':0', PATH: '', VSCODE_IPC_HOOK_CLI: '/run/socket' };
    assert.deepEqual(await find({ environment }), {
      kind: 'none',
      reason: 'This terminal belongs to a remote window.',
    });
  });
});

function find(options: Partial<DesktopOptions>): ReturnType<typeof findDesktop> {
  return findDesktop({
    environment: {},
    platform: 'linux',
    download: () => Promise.reject(new Error('no route to host')),
    ...options,
  });
}

async function program(directory: string, script: string): Promise<string> {
  const file = path.join(directory, 'code');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}
