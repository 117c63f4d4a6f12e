import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { environmentContract } from '../../../src/core/environment/contract.ts';
import { missingCrates } from '../../../src/core/environment/rust/crates.ts';
import { prepareRust } from '../../../src/core/environment/rust/preparation.ts';
import {
  askRustToolchain,
  type RustToolchain,
} from '../../../src/core/environment/rust/toolchain.ts';
import { cratesToFetch, noteUnneeded } from '../../../src/core/environment/rust/unneeded-crates.ts';
import { profileDirectories } from '../../../src/core/seed/cargo-layout.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract, plainRust } from './example-contract.ts';

const project = { ecosystem: 'rust' as const, directory: '.', files: ['Cargo.lock', 'Cargo.toml'] };
const lockfile = `version = 3
[[package]]
name = "mine"
version = "0.1.0"
[[package]]
name = "itoa"
version = "1.0.11"
source = "registry+https://github.com/rust-lang/crates.io-index"
[[package]]
name = "ryu"
version = "1.0.18"
source = "registry+https://github.com/rust-lang/crates.io-index"
`;

describe('the crates of a Cargo.lock', () => {
  const directory = temporaryDirectory();
  const missing = (): Promise<string[] | null> =>
    missingCrates(path.join(directory(), 'Cargo.lock'), path.join(directory(), 'cargo'));

  it('are missing until a registry’s folder has them', async () => {
    writeFiles(directory(), {
      'Cargo.lock': lockfile,
      'cargo/registry/cache/index.crates.io-1/itoa-1.0.11.crate': '',
    });
    assert.deepEqual(await missing(), ['ryu-1.0.18']);
    writeFiles(directory(), { 'cargo/registry/cache/mirror-2/ryu-1.0.18.crate': '' });
    assert.deepEqual(await missing(), []);
  });

  it('are missing from git until cargo has checked their commit out whole', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const source = `git+https://example.org/tool.git?branch=main#${commit}`;
    const checkout = 'cargo/git/checkouts/tool-8a1b2c3d4e5f6071/0123456';
    writeFiles(directory(), {
      'Cargo.lock': `[[package]]\nname = "tool"\nversion = "2.0.0"\nsource = "${source}"\n`,
      'cargo/git/checkouts/tool-8a1b2c3d4e5f6071/fedcba9/.cargo-ok': '',
      [`${checkout}/Cargo.toml`]: '',
    });
    assert.deepEqual(await missing(), ['tool-2.0.0']);
    writeFiles(directory(), { [`${checkout}/.cargo-ok`]: '' });
    assert.deepEqual(await missing(), []);
  });

  it('are not known where the lockfile is missing or in conflict', async () => {
    assert.equal(await missing(), null);
    writeFiles(directory(), { 'Cargo.lock': `<<<<<<< HEAD\n${lockfile}=======\n>>>>>>> other\n` });
    assert.equal(await missing(), null);
  });
});

describe('where cargo’s intermediates lie', () => {
  const directory = temporaryDirectory();
  const directoriesWith = async (cargo: RustToolchain['cargo']) => {
    const toolchain = { rustc: '/bin/rustc', release: '1.95.0', commit: null, host: 'x', cargo };
    const contract = await exampleContract(directory(), {
      projects: [project],
      rust: { ...plainRust, toolchain },
    });
    const { CARGO_BUILD_BUILD_DIR, CARGO_TARGET_DIR } = environmentContract(contract);
    return { root: contract.namespaceRoot, CARGO_BUILD_BUILD_DIR, CARGO_TARGET_DIR };
  };

  it('is apart from its outputs, with a cargo that can keep them apart', async () => {
    for (const cargo of [{ major: 1, minor: 91 }, { major: 2, minor: 0 }, null]) {
      const { root, CARGO_BUILD_BUILD_DIR, CARGO_TARGET_DIR } = await directoriesWith(cargo);
      assert.equal(CARGO_TARGET_DIR, path.join(root, 'target'));
      assert.equal(CARGO_BUILD_BUILD_DIR, path.join(root, 'build', 'cargo'));
    }
  });

  it('is among its outputs with an earlier one', async () => {
    const { CARGO_BUILD_BUILD_DIR, CARGO_TARGET_DIR } = await directoriesWith({
      major: 1,
      minor: 90,
    });
    assert.equal(CARGO_BUILD_BUILD_DIR, CARGO_TARGET_DIR);
  });

  it('is where the variables say, with the cargo at hand', async function () {
    this.timeout(120_000);
    await requireTool(this, 'cargo');
    writeFiles(directory(), {
      'workspace/Cargo.toml': '[package]\nname = "mine"\nversion = "0.1.0"\n',
      'workspace/src/main.rs': 'fn main() {}\n',
    });
    const workspace = path.join(directory(), 'workspace');
    const toolchain = await askRustToolchain(workspace, process.env);
    const contract = await exampleContract(directory(), {
      projects: [project],
      rust: { ...plainRust, toolchain },
    });
    const variables = environmentContract(contract);
    execFileSync('cargo', ['build', '--offline', '--quiet'], {
      cwd: workspace,
      env: { ...process.env, ...variables },
    });
    const build = variables['CARGO_BUILD_BUILD_DIR'] ?? '';
    assert.ok(existsSync(path.join(contract.namespaceRoot, 'target', 'debug', 'mine')));
    assert.deepEqual(await profileDirectories(build), ['debug']);
  });
});

describe('what is prepared for Rust', () => {
  const directory = temporaryDirectory();

  it('is one download for all agents, under one lock, and nothing where all is there', async () => {
    const contract = await exampleContract(directory(), { projects: [project] });
    const environment = { CARGO_HOME: path.join(directory(), 'cargo') };
    writeFiles(contract.checkout, { 'Cargo.lock': lockfile });
    const prepare = () => prepareRust(project, { contract, environment, needs: [] });
    const [step, ...others] = await prepare();
    assert.deepEqual(others, []);
    assert.deepEqual(step?.command.slice(0, 2), ['cargo', 'fetch']);
    const again = await exampleContract(directory(), { projects: [project], agent: 'dev-2' });
    const [other] = await prepareRust(project, { contract: again, environment, needs: [] });
    assert.equal(other?.lock, step.lock);
    writeFiles(directory(), {
      'cargo/registry/cache/r/itoa-1.0.11.crate': '',
      'cargo/registry/cache/r/ryu-1.0.18.crate': '',
    });
    assert.deepEqual(await prepare(), []);
  });
});

describe('crates that a fetch leaves out', () => {
  const directory = temporaryDirectory();
  const wanted = () => ({
    lockfile: path.join(directory(), 'Cargo.lock'),
    home: path.join(directory(), 'cargo'),
    unneeded: path.join(directory(), 'state/crates.json'),
  });
  const download = (crate: string): void => {
    writeFiles(directory(), { [`cargo/registry/cache/r/${crate}.crate`]: '' });
  };

  it('are not fetched again for the same lockfile', async () => {
    writeFiles(directory(), { 'Cargo.lock': lockfile });
    download('itoa-1.0.11');
    assert.deepEqual(await cratesToFetch(wanted()), ['ryu-1.0.18']);
    await noteUnneeded(wanted());
    assert.deepEqual(await cratesToFetch(wanted()), []);

    writeFiles(directory(), { 'Cargo.lock': `${lockfile}\n` });
    assert.deepEqual(await cratesToFetch(wanted()), ['ryu-1.0.18']);
    // What is noted of another one takes nothing away from the first.
    await noteUnneeded(wanted());
    writeFiles(directory(), { 'Cargo.lock': lockfile });
    assert.deepEqual(await cratesToFetch(wanted()), []);
  });

  it('hide none that was there and has gone since', async () => {
    writeFiles(directory(), { 'Cargo.lock': lockfile });
    download('itoa-1.0.11');
    await noteUnneeded(wanted());
    rmSync(path.join(directory(), 'cargo/registry/cache/r/itoa-1.0.11.crate'));
    assert.deepEqual(await cratesToFetch(wanted()), ['itoa-1.0.11']);
  });

  it('are asked for again where the note is damaged', async () => {
    writeFiles(directory(), { 'Cargo.lock': lockfile, 'state/crates.json': '[{"lock' });
    assert.equal((await cratesToFetch(wanted()))?.length, 2);
    await noteUnneeded(wanted());
    assert.deepEqual(await cratesToFetch(wanted()), []);
  });

  it('are noted of a few lockfiles only', async () => {
    for (let edit = 0; edit < 40; edit += 1) {
      writeFiles(directory(), { 'Cargo.lock': `${lockfile}# ${String(edit)}\n` });
      await noteUnneeded(wanted());
    }
    assert.deepEqual(await cratesToFetch(wanted()), []);
    writeFiles(directory(), { 'Cargo.lock': `${lockfile}# 0\n` });
    assert.equal((await cratesToFetch(wanted()))?.length, 2);
  });
});

describe('four agents on crates that nobody has downloaded', () => {
  const rig = engineRig();

  it('download a repository once as well', async function () {
    this.timeout(300_000);
    await requireTool(this, 'cargo');
    await requireTool(this, 'git');
    const { engine, environment, workspace, home, ended } = rig();
    const repository = path.join(home, '..', 'dependency');
    makeRepository(repository, {
      'Cargo.toml': '[package]\nname = "dependency"\nversion = "0.1.0"\n',
      'src/lib.rs': '',
    });
    environment['CARGO_HOME'] = path.join(home, '..', 'cargo-home');
    writeFiles(workspace, {
      'Cargo.toml': `[package]\nname = "mine"\nversion = "0.1.0"\n[dependencies]\ndependency.git = "file://${repository}"\n`,
      'Cargo.lock': `version = 3\n[[package]]\nname = "dependency"\nversion = "0.1.0"\nsource = "git+file://${repository}#${runGit(repository, 'rev-parse', 'HEAD').trim()}"\n[[package]]\nname = "mine"\nversion = "0.1.0"\ndependencies = ["dependency"]\n`,
      'src/main.rs': 'fn main() {}\n',
    });
    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(ids.map((id) => engine.spawn({ id, type: 'rust-dev', workspace })));
    const logs = await Promise.all(
      ids.map(async (id) => {
        const { status } = await ended(id);
        const log = (await engine.readLogTail(id, 50_000)).toString();
        assert.equal(status, 'done', log);
        return log;
      }),
    );
    assert.equal(logs.filter((log) => log.includes('Updating git repository')).length, 1);
  });

  it('download them once, and none fetches what another has fetched', async function () {
    this.timeout(300_000);
    await requireTool(this, 'cargo');
    const { engine, environment, workspace, home, ended } = rig();
    const cargoHome = path.join(home, '..', 'cargo-home');
    mkdirSync(cargoHome);
    writeFiles(workspace, {
      'Cargo.toml':
        '[package]\nname = "mine"\nversion = "0.1.0"\n[dependencies]\nitoa = "1.0.11"\nryu = "1.0.18"\n',
      'Cargo.lock': lockfile,
      'src/main.rs': 'fn main() {}\n',
    });
    environment['CARGO_HOME'] = cargoHome;

    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(ids.map((id) => engine.spawn({ id, type: 'rust-dev', workspace })));
    const logs = await Promise.all(
      ids.map(async (id) => {
        const { status, statusReason } = await ended(id);
        const log = (await engine.readLogTail(id, 50_000)).toString();
        assert.equal(status, 'done', `${statusReason ?? ''}\n${log}`);
        return log;
      }),
    );
    assert.equal(logs.filter((log) => log.includes('Downloaded itoa')).length, 1);
    // The others find, once it is their turn, that all is there: a fetch of theirs could hold up the first one's build.
    const fetched = ids.map((id) =>
      engine.tasks(id).find(({ name }) => name === 'Fetch the crates'),
    );
    assert.ok(fetched.every((task) => task?.status === 'done'));
    assert.equal(logs.filter((log) => log.includes('[lanekeeper] cargo fetch')).length, 1);
    // That no build prints "Blocking" is not asked: cargo holds the lock on the package cache for milliseconds while it
    // resolves, even where nothing is missing, so that two builds which begin together may meet there.
    // https://github.com/rust-lang/cargo/pull/12706
    assert.equal(logs.filter((log) => log.includes('Downloading crates')).length, 1);
  });

  it('download nothing more for the crates of other platforms', async function () {
    this.timeout(300_000);
    await requireTool(this, 'cargo');
    const { engine, environment, workspace, home, ended } = rig();
    environment['CARGO_HOME'] = path.join(home, '..', 'cargo-home');
    writeFiles(workspace, {
      'Cargo.toml':
        '[package]\nname = "mine"\nversion = "0.1.0"\n[dependencies]\nitoa = "=1.0.11"\n' +
        '[target.\'cfg(any())\'.dependencies]\nryu = "=1.0.18"\n',
      'src/main.rs': 'fn main() {}\n',
    });
    execFileSync('cargo', ['generate-lockfile', '--quiet'], {
      cwd: workspace,
      env: { ...process.env, CARGO_HOME: environment['CARGO_HOME'] },
    });
    const fetches = async (id: string): Promise<number> => {
      await engine.spawn({ id, type: 'rust-dev', workspace });
      const { status, statusReason } = await ended(id);
      assert.equal(status, 'done', statusReason ?? '');
      return engine.tasks(id).filter(({ name }) => name === 'Fetch the crates').length;
    };
    assert.equal(await fetches('first'), 1);
    const lockfileThere = path.join(workspace, 'Cargo.lock');
    assert.deepEqual(await missingCrates(lockfileThere, environment['CARGO_HOME']), ['ryu-1.0.18']);
    assert.equal(await fetches('second'), 0);
  });
});
