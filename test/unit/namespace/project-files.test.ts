import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listProjectFiles } from '../../../src/core/namespace/project-files.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

async function list(workspace: string, environment = process.env): Promise<string[]> {
  const files = await listProjectFiles(workspace, environment);
  return files.map(({ relative }) => relative.toString('utf8'));
}

describe('the files a namespace is made of', () => {
  const directory = temporaryDirectory();

  it('are every lockfile and manifest of the repository, in byte order', async function () {
    await requireTool(this, 'git');
    makeRepository(directory(), {
      'Cargo.toml': '',
      'crates/b/Cargo.toml': '',
      'crates/B/Cargo.toml': '',
      'crates/é/Cargo.toml': '',
      '.cargo/config.toml': '',
      'notes/config.toml': '',
      'python/requirements-dev.txt': '',
      'web/pnpm-lock.yaml': '',
      'src/main.rs': '',
    });
    assert.deepEqual(await list(directory()), [
      '.cargo/config.toml',
      'Cargo.toml',
      'crates/B/Cargo.toml',
      'crates/b/Cargo.toml',
      'crates/é/Cargo.toml',
      'python/requirements-dev.txt',
      'web/pnpm-lock.yaml',
    ]);
  });

  it('include the settings of tools in folders that begin with a dot, found with git and without', async function () {
    await requireTool(this, 'git');
    const files = {
      '.config/nextest.toml': '',
      '.mise.toml': '',
      '.pnpmfile.mjs': '',
      '.tool-versions': '',
      'bunfig.toml': '',
      'mise.toml': '',
      'turbo.jsonc': '',
    };
    makeRepository(directory(), { ...files, '.config/other.toml': '', 'nextest.toml': '' });
    assert.deepEqual(await list(directory()), Object.keys(files));
    assert.deepEqual(await list(directory(), { PATH: '' }), Object.keys(files));
  });

  it('include what git would track and leave out what it ignores below the workspace', async function () {
    await requireTool(this, 'git');
    makeRepository(directory(), { '.gitignore': 'node_modules\nCargo.lock\n', 'Cargo.toml': '' });
    writeFiles(directory(), {
      'added/package.json': '',
      'node_modules/dependency/package.json': '',
      'Cargo.lock': '',
      'sub/Cargo.lock': '',
    });
    // The ignored lockfile beside the manifest counts all the same: a build here reads it.
    assert.deepEqual(await list(directory()), ['Cargo.lock', 'Cargo.toml', 'added/package.json']);
  });

  it('stay the same in a repository whose index is locked', async function () {
    await requireTool(this, 'git');
    makeRepository(directory(), { 'Cargo.toml': '' });
    writeFileSync(path.join(directory(), '.git', 'index.lock'), '');
    assert.deepEqual(await list(directory()), ['Cargo.toml']);
  });

  it('include those above the workspace, up to the top of the repository', async function () {
    await requireTool(this, 'git');
    const repository = path.join(directory(), 'repository');
    writeFiles(directory(), { 'package.json': '' });
    makeRepository(repository, {
      'Cargo.toml': '',
      'crates/Cargo.lock': '',
      'crates/a/Cargo.toml': '',
      'other/Cargo.toml': '',
    });
    assert.deepEqual(await list(path.join(repository, 'crates', 'a')), [
      '../../Cargo.toml',
      '../Cargo.lock',
      'Cargo.toml',
    ]);
  });

  it('are found without git by a walk that keeps out of dependencies and links', async () => {
    writeFiles(directory(), {
      'package.json': '',
      'node_modules/x/package.json': '',
      'target/package/Cargo.toml': '',
      '.hidden/package.json': '',
      'a/b/c/Cargo.toml': '',
    });
    symlinkSync('..', path.join(directory(), 'a', 'loop'));
    assert.deepEqual(await list(directory(), { PATH: '' }), ['a/b/c/Cargo.toml', 'package.json']);
  });

  it('keep a file whose name is not UTF-8 apart', async function () {
    await requireTool(this, 'git');
    if (process.platform !== 'linux') this.skip();
    makeRepository(directory(), { 'Cargo.toml': '' });
    const odd = Buffer.concat([Buffer.from(`${directory()}/requirements-`), Buffer.from([0xff])]);
    writeFileSync(Buffer.concat([odd, Buffer.from('.txt')]), 'x');
    runGit(directory(), 'add', '--all');
    const files = await listProjectFiles(directory(), process.env);
    const inGit = files.filter(({ relative }) => relative.includes(0xff));
    assert.equal(inGit.length, 1);
  });

  it('no longer include one that was deleted and not yet committed', async function () {
    await requireTool(this, 'git');
    makeRepository(directory(), { 'Cargo.toml': '', 'sub/package.json': '' });
    rmSync(path.join(directory(), 'sub'), { recursive: true });
    const { computeNamespace } = await import('../../../src/core/namespace/compute.ts');
    const { parts } = await computeNamespace({
      workspace: directory(),
      agent: 'a',
      toolchains: [],
    });
    assert.deepEqual(
      parts.project.inputs.map((input) => input.path),
      ['Cargo.toml'],
    );
  });
});
