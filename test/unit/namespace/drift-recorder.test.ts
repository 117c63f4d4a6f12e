import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Disposable } from '../../../src/core/disposable.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { makeRepository, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the record of drift', function () {
  this.timeout(60_000);
  const rig = engineRig();
  const directory = temporaryDirectory();
  const watches: Disposable[] = [];

  const watch = () => {
    watches.push(rig().engine.watchDrift());
  };
  const spawnAgent = async (id: string, rest: object = {}) => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id, type: 'auto', workspace, command: ['true'], ...rest });
    return ended(id);
  };
  /** Resolves once drift was recorded of an agent whose sentences match. */
  const drifted = async (id: string, matches: (inputs: readonly string[]) => boolean) => {
    const event = await rig().happened(
      (each) => each.type === 'drift-detected' && each.agent === id && matches(each.inputs),
    );
    return event.type === 'drift-detected' ? event.inputs : [];
  };
  const isOf =
    (...inputs: string[]) =>
    (found: readonly string[]) =>
      JSON.stringify(found) === JSON.stringify(inputs);
  const write = (files: Record<string, string>) => {
    writeFiles(rig().workspace, files);
  };

  afterEach(() => {
    for (const each of watches.splice(0)) each.dispose();
  });

  it('is kept on the agent and told when drift appears, changes and ends', async () => {
    write({ 'setup.cfg': '1' });
    await spawnAgent('one');
    watch();
    write({ 'setup.cfg': '2' });
    await drifted('one', isOf('setup.cfg changed'));
    assert.deepEqual(rig().engine.findAgent('one').drift, ['setup.cfg changed']);
    write({ 'tox.ini': '' });
    await drifted('one', isOf('setup.cfg changed', 'tox.ini was added'));
    write({ 'setup.cfg': '1' });
    rmSync(path.join(rig().workspace, 'tox.ini'));
    await drifted('one', isOf());
    assert.deepEqual(rig().engine.findAgent('one').drift, []);
  });

  it('has what drifted while nobody watched', async () => {
    await spawnAgent('one');
    write({ 'package.json': '{}' });
    watch();
    await drifted('one', (inputs) => inputs.includes('package.json was added'));
  });

  it('follows agents that are spawned later, each against what it was spawned with', async () => {
    write({ 'setup.cfg': '1' });
    await spawnAgent('one');
    watch();
    write({ 'setup.cfg': '2' });
    await drifted('one', isOf('setup.cfg changed'));
    await spawnAgent('two');
    write({ 'setup.cfg': '3', 'tox.ini': '' });
    await drifted('two', isOf('setup.cfg changed', 'tox.ini was added'));
    await drifted('one', isOf('setup.cfg changed', 'tox.ini was added'));
    write({ 'setup.cfg': '2' });
    rmSync(path.join(rig().workspace, 'tox.ini'));
    await drifted('two', isOf());
    assert.deepEqual(rig().engine.findAgent('one').drift, ['setup.cfg changed']);
  });

  it('is about the checkout that an agent works in', async function () {
    await requireTool(this, 'git');
    makeRepository(rig().workspace, { 'setup.cfg': '1' });
    await spawnAgent('one');
    const { path: worktree } = await spawnAgent('two', { checkout: 'worktree' });
    watch();
    writeFileSync(path.join(worktree, 'setup.cfg'), '2');
    await drifted('two', isOf('setup.cfg changed'));
    assert.deepEqual(rig().engine.findAgent('one').drift, []);
    // One that is gone is no fault.
    rmSync(worktree, { recursive: true });
    write({ 'setup.cfg': '3' });
    await drifted('one', isOf('setup.cfg changed'));
  });

  it('ends with a renewal, after which the renewed namespace is followed', async () => {
    const { engine } = rig();
    write({ 'setup.cfg': '1' });
    await spawnAgent('one');
    watch();
    write({ 'setup.cfg': '2' });
    await drifted('one', isOf('setup.cfg changed'));
    const { drift } = await engine.renew('one');
    assert.deepEqual(drift, ['setup.cfg changed']);
    assert.deepEqual(engine.findAgent('one').drift, []);
    write({ 'setup.cfg': '2', 'tox.ini': '' });
    await drifted('one', isOf('tox.ini was added'));
  });

  it('has a tool that was replaced, and one that is found before it', async () => {
    const { environment } = rig();
    const [early, late] = ['early', 'late'].map((name) => path.join(directory(), name));
    assert.ok(early !== undefined && late !== undefined);
    const install = (folder: string, version: string) => {
      mkdirSync(folder, { recursive: true });
      const program = path.join(folder, 'node');
      writeFileSync(`${program}.new`, `#!/bin/sh\necho ${version}\n`);
      chmodSync(`${program}.new`, 0o755);
      renameSync(`${program}.new`, program);
    };
    install(late, 'v1');
    environment['PATH'] = [early, late, environment['PATH']].join(path.delimiter);
    write({ 'package.json': '{}' });
    await spawnAgent('one');
    watch();
    install(late, 'v2');
    await drifted('one', isOf('node is v2, was v1'));
    install(early, 'v3');
    await drifted('one', isOf('node is v3, was v1'));
    // Whoever asks later finds other tools, and the agent those it was spawned with.
    environment['PATH'] = '/usr/bin:/bin';
    rmSync(path.join(early, 'node'));
    install(late, 'v1');
    await drifted('one', isOf());
  });

  it('has a toolchain that rustup was told to use', async function () {
    await requireTool(this, 'rustup');
    const { environment, workspace } = rig();
    const rustup = (...parameters: string[]) =>
      execFileSync('rustup', parameters, { env: environment, cwd: workspace, stdio: 'pipe' });
    environment['RUSTUP_HOME'] = path.join(directory(), 'rustup');
    for (const release of ['1.2.3', '1.2.4']) {
      // It tells its version and compiles nothing, as a linker may be tried out with it.
      const answer = `#!/bin/sh\n[ "$1" = -vV ] || exit 1\nprintf 'release: ${release}\\ncommit-hash: c\\nhost: x-y-z\\n'\n`;
      const root = path.join(directory(), release);
      writeFiles(root, { 'bin/rustc': answer, 'bin/cargo': answer, 'lib/there': '' });
      for (const name of ['rustc', 'cargo']) chmodSync(path.join(root, 'bin', name), 0o755);
      rustup('toolchain', 'link', `played-${release}`, root);
    }
    rustup('default', 'played-1.2.3');
    write({ 'setup.cfg': '', 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n' });
    await spawnAgent('one');
    watch();
    const rustc = (inputs: readonly string[]) => inputs.filter((each) => each.startsWith('rustc'));
    const isAnother = (inputs: readonly string[]) =>
      isOf('rustc is 1.2.4 c x-y-z, was 1.2.3 c x-y-z')(rustc(inputs));
    rustup('default', 'played-1.2.4');
    await drifted('one', isAnother);
    rustup('override', 'set', 'played-1.2.3');
    await drifted('one', isOf());
    rustup('override', 'unset');
    write({ 'rust-toolchain.toml': '[toolchain]\nchannel = "played-1.2.4"\n' });
    await drifted(
      'one',
      (inputs) => isAnother(inputs) && inputs.includes('rust-toolchain.toml was added'),
    );
  });

  it('is kept by one process at a time, and by another one when that is killed', async () => {
    const { environment } = rig();
    write({ 'setup.cfg': '1' });
    await spawnAgent('one');
    const script = path.join(import.meta.dirname, 'drift-process.ts');
    const other = spawn(process.execPath, [script], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = createInterface({ input: other.stdout });
    write({ 'setup.cfg': '2' });
    assert.deepEqual(await once(said, 'line'), ['setup.cfg changed']);
    watch();
    const again = once(said, 'line');
    write({ 'setup.cfg': '2', 'tox.ini': '' });
    await drifted('one', isOf('setup.cfg changed', 'tox.ini was added'));
    assert.deepEqual(await again, ['setup.cfg changed, tox.ini was added']);
    other.kill('SIGKILL');
    await once(other, 'exit');
    write({ 'setup.cfg': '1' });
    await drifted('one', isOf('tox.ini was added'));
  });
});
