import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { executableCandidates, findExecutable } from '../../../src/core/process/find-executable.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('findExecutable', () => {
  const directory = temporaryDirectory();

  async function program(...segments: string[]): Promise<string> {
    const file = path.join(directory(), ...segments);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, 0o755);
    return file;
  }

  it('finds a program in the first directory of PATH that has it', async () => {
    const first = await program('a', 'tool');
    const second = await program('b', 'tool');
    const PATH = [path.dirname(first), path.dirname(second)].join(path.delimiter);
    assert.equal(await findExecutable('tool', { PATH }), first);
  });

  it('passes over a directory, a file without the execute bit and a broken link', async () => {
    await mkdir(path.join(directory(), 'a', 'tool'), { recursive: true });
    await chmod(await program('b', 'tool'), 0o644);
    await mkdir(path.join(directory(), 'c'));
    await symlink('nowhere', path.join(directory(), 'c', 'tool'));
    const last = await program('d', 'tool');
    const PATH = ['a', 'b', 'c', 'd']
      .map((each) => path.join(directory(), each))
      .join(path.delimiter);
    assert.equal(await findExecutable('tool', { PATH }), last);
  });

  it('follows a link to a program', async () => {
    const target = await program('real', 'tool-1.2');
    const link = path.join(directory(), 'tool');
    await symlink(target, link);
    assert.equal(await findExecutable('tool', { PATH: directory() }), link);
  });

  it('never looks in the current directory or in a relative entry of PATH', async () => {
    await program('here', 'tool');
    const before = process.cwd();
    process.chdir(path.join(directory(), 'here'));
    try {
      for (const PATH of ['', ':', '.', './', '::.', '../here']) {
        assert.equal(await findExecutable('tool', { PATH }), null, `PATH=${PATH}`);
      }
      assert.equal(await findExecutable('./tool', { PATH: directory() }), null);
    } finally {
      process.chdir(before);
    }
  });

  it('checks an absolute name as it is', async () => {
    const file = await program('tool');
    assert.equal(await findExecutable(file, {}), file);
    assert.equal(await findExecutable(`${file}-missing`, {}), null);
  });

  it('answers null for a name that is empty or holds NUL, and when there is no PATH', async () => {
    assert.equal(await findExecutable('', { PATH: '/bin' }), null);
    assert.equal(await findExecutable('a\0b', { PATH: '/bin' }), null);
    assert.equal(await findExecutable('sh', {}), null);
  });
});

describe('executableCandidates on Windows', () => {
  it('adds each extension of PATHEXT, whatever the case of the variable names', () => {
    assert.deepEqual(
      executableCandidates(
        'cargo',
        { Path: 'C:\\a;"C:\\b c";rel;', PathExt: '.EXE;.CMD' },
        'win32',
      ),
      ['C:\\a\\cargo.EXE', 'C:\\a\\cargo.CMD', 'C:\\b c\\cargo.EXE', 'C:\\b c\\cargo.CMD'],
    );
  });

  it('takes a name with such an extension as it is first', () => {
    assert.deepEqual(executableCandidates('npm.cmd', { PATH: 'C:\\a', PATHEXT: '.CMD' }, 'win32'), [
      'C:\\a\\npm.cmd',
      'C:\\a\\npm.cmd.CMD',
    ]);
  });

  it('refuses a path relative to the current directory or drive', () => {
    for (const name of ['.\\cargo', 'sub/cargo', 'C:cargo']) {
      assert.deepEqual(executableCandidates(name, { PATH: 'C:\\a' }, 'win32'), [], name);
    }
  });
});
