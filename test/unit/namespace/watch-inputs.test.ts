import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputWatch } from '../../../src/core/namespace/watch-inputs.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the watch over the inputs of a namespace', () => {
  const directory = temporaryDirectory();
  let watch: InputWatch | undefined;
  let told: Set<string>[] = [];
  let heard: (() => void) | undefined;

  const start = async (workspace = directory()): Promise<InputWatch> => {
    told = [];
    watch = await InputWatch.start({
      workspace,
      environment: process.env,
      onChange: (places) => {
        told.push(new Set([...places].map((place) => path.relative(directory(), place))));
        heard?.();
      },
      onFault: assert.ifError,
    });
    return watch;
  };
  /** Makes a change and resolves once it was told that this place changed. */
  const noticed = async (place: string, change: () => void): Promise<void> => {
    told = [];
    // The watch does not keep a process from ending.
    const alive = setInterval(() => undefined, 1000);
    change();
    await new Promise<void>((resolve) => {
      heard = () => {
        if (told.some((places) => places.has(place))) resolve();
      };
      heard();
    });
    clearInterval(alive);
  };
  const at = (name: string): string => path.join(directory(), name);

  afterEach(() => {
    watch?.dispose();
  });

  it('notices what is written over, renamed over, removed and put back', async () => {
    writeFiles(directory(), { 'Cargo.toml': '', 'Cargo.lock': '1' });
    await start();
    await noticed('Cargo.lock', () => {
      writeFileSync(at('Cargo.lock'), '2');
    });
    await noticed('Cargo.lock', () => {
      writeFileSync(at('Cargo.lock.new'), '3');
      renameSync(at('Cargo.lock.new'), at('Cargo.lock'));
    });
    await noticed('Cargo.lock', () => {
      rmSync(at('Cargo.lock'));
    });
    await noticed('Cargo.lock', () => {
      writeFileSync(at('Cargo.lock'), '1');
    });
  });

  it('notices what is added: beside others, in folders without any, and in folders that are added', async () => {
    writeFiles(directory(), { 'Cargo.toml': '', 'src/deep/main.rs': '' });
    await start();
    await noticed('requirements.txt', () => {
      writeFileSync(at('requirements.txt'), '');
    });
    await noticed('src/deep/package.json', () => {
      writeFileSync(at('src/deep/package.json'), '{}');
    });
    await noticed('added/.cargo/config.toml', () => {
      mkdirSync(at('added/.cargo'), { recursive: true });
      writeFileSync(at('added/.cargo/config.toml'), '');
    });
    await noticed('constraints.txt', () => {
      symlinkSync('requirements.txt', at('constraints.txt'));
    });
  });

  it('notices a folder that is moved with what lies in it, and what then changes there', async () => {
    writeFiles(directory(), { 'crates/a/Cargo.toml': '' });
    await start();
    await noticed('packages/a/Cargo.toml', () => {
      renameSync(at('crates'), at('packages'));
    });
    await noticed('packages/a/Cargo.toml', () => {
      writeFileSync(at('packages/a/Cargo.toml'), 'x');
    });
  });

  it('notices another branch, and the stash', async function () {
    await requireTool(this, 'git');
    makeRepository(directory(), { 'Cargo.lock': '1', 'src/main.rs': '' });
    runGit(directory(), 'switch', '--quiet', '--create', 'other');
    writeFiles(directory(), { 'Cargo.lock': '2', 'web/package.json': '{}' });
    runGit(directory(), 'add', '--all');
    runGit(directory(), 'commit', '--quiet', '--message', 'other');
    await start();
    await noticed('Cargo.lock', () => {
      runGit(directory(), 'switch', '--quiet', '-');
    });
    await noticed('web/package.json', () => {
      runGit(directory(), 'switch', '--quiet', 'other');
    });
    writeFiles(directory(), { 'web/package.json': '{"private":true}' });
    await noticed('web/package.json', () => {
      runGit(directory(), 'stash', '--quiet');
    });
  });

  it('notices what is added above the workspace, up to the top of the repository', async function () {
    await requireTool(this, 'git');
    const workspace = at('repository/crates/a');
    makeRepository(at('repository'), { 'crates/a/Cargo.toml': '' });
    await start(workspace);
    await noticed('repository/Cargo.toml', () => {
      writeFileSync(at('repository/Cargo.toml'), '');
    });
    await noticed('repository/.cargo/config.toml', () => {
      mkdirSync(at('repository/.cargo'));
      writeFileSync(at('repository/.cargo/config.toml'), '');
    });
  });

  it('notices places that it was told to cover, there or not, and what lies in them', async () => {
    const workspace = at('workspace');
    writeFiles(directory(), {
      'workspace/Cargo.toml': '',
      'workspace/vendor/x/Cargo.toml': '',
      'tools/rustc': '1',
      'rustup/toolchains/stable/bin/rustc': '',
    });
    const covering = await start(workspace);
    covering.cover(
      ['tools/rustc', 'early/rustc', 'rustup/toolchains', 'workspace/vendor/x/Cargo.toml'].map(at),
    );
    // What is covered late is ready once a change of it is noticed.
    await noticed('workspace/Cargo.toml', () => {
      writeFileSync(at('workspace/Cargo.toml'), 'x');
    });
    await noticed('tools/rustc', () => {
      writeFileSync(at('tools/rustc.new'), '2');
      renameSync(at('tools/rustc.new'), at('tools/rustc'));
    });
    await noticed('early/rustc', () => {
      mkdirSync(at('early'));
      writeFileSync(at('early/rustc'), '');
    });
    await noticed('rustup/toolchains/nightly', () => {
      mkdirSync(at('rustup/toolchains/nightly'));
    });
    await noticed('workspace/vendor/x/Cargo.toml', () => {
      writeFileSync(at('workspace/vendor/x/Cargo.toml'), 'x');
    });
  });

  it('passes over sources, and what lies in folders of dependencies and outputs', async () => {
    writeFiles(directory(), {
      'Cargo.toml': '',
      'src/main.rs': '',
      'node_modules/x/package.json': '{}',
      'target/package/Cargo.toml': '',
    });
    await start();
    const folders = ['src/main.rs', 'node_modules/x/package.json', 'target/package/Cargo.toml'];
    await noticed('Cargo.toml', () => {
      for (const name of folders) writeFileSync(at(name), 'changed');
      mkdirSync(at('src/empty'));
      writeFileSync(at('Cargo.toml'), 'changed');
    });
    assert.deepEqual(
      told.map((places) => [...places]),
      [['Cargo.toml']],
    );
  });

  it('tells of what changes together in a few words', async () => {
    writeFiles(directory(), { 'package.json': '' });
    await start();
    await noticed('packages/49/package.json', () => {
      for (let index = 0; index < 50; index += 1) {
        writeFiles(directory(), { [`packages/${String(index)}/package.json`]: '{}' });
      }
    });
    assert.ok(told.length < 10, `${String(told.length)} times`);
  });
});
