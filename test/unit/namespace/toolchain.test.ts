import assert from 'node:assert/strict';
import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeToolchain } from '../../../src/core/namespace/toolchain.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const projects = [{ ecosystem: 'rust' as const, directory: '.', files: ['Cargo.toml'] }];

/** A rustc that says which version it is and notes in a file that it was asked. */
function installRustc(directory: string, release: string): void {
  const program = path.join(directory, 'rustc');
  writeFileSync(
    program,
    `#!/bin/sh\necho asked >> ${directory}/asked\nprintf 'release: ${release}\\ncommit-hash: c\\nhost: x-y-z\\n'\n`,
  );
  chmodSync(program, 0o755);
}

describe('the toolchain of a namespace', () => {
  const directory = temporaryDirectory();
  const describeRust = async (): Promise<string | undefined> => {
    const inputs = await describeToolchain({
      workspace: directory(),
      ecosystems: ['rust'],
      projects,
      environment: { PATH: `${directory()}:/usr/bin:/bin` },
    });
    return inputs.find(({ name }) => name === 'rustc')?.value;
  };

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('is asked for once while the program stays the same', async () => {
    installRustc(directory(), '1.2.3');
    assert.equal(await describeRust(), '1.2.3 c x-y-z');
    assert.equal(await describeRust(), '1.2.3 c x-y-z');
    assert.equal(readFileSync(path.join(directory(), 'asked'), 'utf8'), 'asked\n');
  });

  it('is asked for again after the program was replaced', async () => {
    installRustc(directory(), '1.2.3');
    await describeRust();
    installRustc(directory(), '1.2.4');
    assert.equal(await describeRust(), '1.2.4 c x-y-z');
  });

  it('is asked for again after the folder chose another version for the same program', async () => {
    installRustc(directory(), '1.2.3');
    await describeRust();
    writeFileSync(
      path.join(directory(), 'rust-toolchain.toml'),
      '[toolchain]\nchannel = "nightly"\n',
    );
    await describeRust();
    assert.equal(readFileSync(path.join(directory(), 'asked'), 'utf8'), 'asked\nasked\n');
  });

  it('says that a tool is missing or gives no answer, and asks such a one again', async () => {
    const program = path.join(directory(), 'rustc');
    assert.equal(await describeRust(), 'not found');
    writeFileSync(program, '#!/bin/sh\nexit 1\n');
    chmodSync(program, 0o755);
    const time = new Date(0);
    utimesSync(program, time, time);
    assert.equal(await describeRust(), 'no answer');
    assert.equal(await describeRust(), 'no answer');
  });
});
