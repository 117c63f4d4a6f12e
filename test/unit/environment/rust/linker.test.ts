import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gatherRust } from '../../../../src/core/environment/rust/facts.ts';
import { chooseLinker, type LinkerChoice } from '../../../../src/core/environment/rust/linker.ts';
import {
  askRustToolchain,
  type RustToolchain,
} from '../../../../src/core/environment/rust/toolchain.ts';
import { locate } from '../../../../src/core/location.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the linker that agents use for Rust', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  const location = () => locate({ LANEKEEPER_HOME: path.join(directory(), 'home') });
  let toolchain: RustToolchain;
  /** PATH with a C compiler, the GNU linker, and what else is asked for. */
  let environment: NodeJS.ProcessEnv;

  const withPrograms = async (context: Mocha.Context, ...names: string[]): Promise<void> => {
    const bin = path.join(directory(), 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of names) {
      symlinkSync(await requireTool(context, name), path.join(bin, name));
    }
  };
  const stub = (name: string, script: string): void => {
    writeFiles(directory(), { [`bin/${name}`]: `#!/bin/sh\n${script}\n` });
    chmodSync(path.join(directory(), 'bin', name), 0o755);
  };
  const choose = (): Promise<LinkerChoice> =>
    chooseLinker({ toolchain, folder: directory(), environment, location: location() });

  beforeEach(async function () {
    if (process.platform !== 'linux') this.skip();
    const rustc = await requireTool(this, 'rustc');
    await withPrograms(this, 'cc', 'ld', 'as', 'sh');
    environment = { ...process.env, PATH: path.join(directory(), 'bin'), RUSTC: rustc };
    const asked = await askRustToolchain(directory(), process.env);
    assert.ok(asked);
    // As the rustc of other platforms and of before 1.90 does, which leave the choice to the C compiler.
    stub('rustc-of-before', 'exec "$RUSTC" -Clinker-features=-lld "$@"');
    toolchain = { ...asked, rustc: path.join(directory(), 'bin', 'rustc-of-before') };
  });

  it('is mold where it links, else lld', async function () {
    await withPrograms(this, 'ld.lld');
    assert.equal((await choose()).linker, 'lld');
    await withPrograms(this, 'mold', 'ld.mold');
    assert.deepEqual(await choose(), {
      linker: 'mold',
      reason: 'mold has linked a program that runs.',
    });
  });

  it('is none that is on PATH and does not link', async function () {
    await withPrograms(this, 'ld.lld');
    stub('mold', 'exit 1');
    stub('ld.mold', 'echo "mold: cannot" >&2; exit 1');
    assert.equal((await choose()).linker, 'lld');
  });

  it('is none that makes a program which another linker made', async function () {
    const { PATH = '' } = process.env;
    stub('mold', 'exit 0');
    stub('ld.mold', `PATH=${PATH} exec ld "$@"`);
    const { linker, reason } = await choose();
    assert.equal(linker, null);
    assert.match(reason, /mold does not link for this rustc, ld.lld is not on PATH/);
  });

  it('is rustc’s own where that is LLD', async function () {
    const asked = await askRustToolchain(directory(), process.env);
    assert.ok(asked);
    toolchain = asked;
    const choice = await chooseLinker({
      toolchain,
      folder: directory(),
      environment: process.env,
      location: location(),
    });
    if (!toolchain.host.startsWith('x86_64-unknown-linux-gnu')) this.skip();
    assert.deepEqual(choice, { linker: null, reason: 'rustc links with LLD by itself.' });
  });

  it('is found out once for a toolchain, and again when a linker appears', async function () {
    const before = await choose();
    assert.equal(before.linker, null);
    const [record, ...others] = readdirSync(path.join(location().home, 'linkers'));
    assert.deepEqual(others, []);
    assert.ok(record?.endsWith('.json'));
    const known = { ...toolchain, rustc: '/nowhere' };
    const folder = directory();
    const again = { toolchain: known, folder, environment, location: location() };
    assert.deepEqual(await chooseLinker(again), before);
    await withPrograms(this, 'ld.lld');
    assert.equal((await choose()).linker, 'lld');
  });

  it('is found out once by agents that are spawned at the same time', async () => {
    const asked = path.join(directory(), 'asked');
    stub('rustc-of-before', `echo >> "${asked}"; exec "$RUSTC" -Clinker-features=-lld "$@"`);
    const [first, ...others] = await Promise.all([choose(), choose(), choose()]);
    assert.deepEqual(others, [first, first]);
    assert.equal(readFileSync(asked, 'utf8'), '\n');
  });

  it('is not kept where nothing can be linked at all', async () => {
    // The second says that all went well and writes nothing; the third, what no machine runs.
    const faults = ['exit 1', 'exit 0', 'while [ "$1" != -o ]; do shift; done; echo "" >"$2"'];
    for (const fault of faults) {
      stub('rustc-of-before', fault);
      assert.equal((await choose()).reason, 'rustc cannot link a program here.');
      assert.deepEqual(readdirSync(path.join(location().home, 'linkers')), []);
    }
  });

  it('is the user’s where a variable or cargo’s settings choose', async () => {
    writeFiles(directory(), {
      'workspace/Cargo.toml': '',
      'workspace/.cargo/config.toml': '[build]\nrustflags = "-Cdebuginfo=1"\n',
    });
    const workspace = path.join(directory(), 'workspace');
    const { linker } = await gatherRust({
      location: location(),
      workspace,
      checkout: workspace,
      projects: [{ ecosystem: 'rust', directory: '.', files: ['Cargo.toml'] }],
      environment: process.env,
    });
    assert.equal(linker.linker, null);
    assert.match(linker.reason, /say how to link/);
  });
});
