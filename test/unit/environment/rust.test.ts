import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { choosesDevDebug } from '../../../src/core/environment/cargo-settings.ts';
import { environmentContract } from '../../../src/core/environment/contract.ts';
import { missingCrates } from '../../../src/core/environment/crates.ts';
import { prepareRust } from '../../../src/core/environment/rust-preparation.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

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

  it('are not known where the lockfile is missing or in conflict', async () => {
    assert.equal(await missing(), null);
    writeFiles(directory(), { 'Cargo.lock': `<<<<<<< HEAD\n${lockfile}=======\n>>>>>>> other\n` });
    assert.equal(await missing(), null);
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

describe('debug information of a dev build', () => {
  const directory = temporaryDirectory();
  const place = () => ({
    workspace: directory(),
    projects: [project],
    environment: { CARGO_HOME: path.join(directory(), 'cargo') },
  });

  it('is the user’s where a variable, the manifest or cargo’s settings name it', async () => {
    assert.equal(await choosesDevDebug(place()), false);
    const environment = { ...place().environment, CARGO_PROFILE_DEV_DEBUG: '2' };
    assert.equal(await choosesDevDebug({ ...place(), environment }), true);
    writeFiles(directory(), { 'Cargo.toml': '[profile.dev]\nopt-level = 1\n' });
    assert.equal(await choosesDevDebug(place()), false);
    writeFiles(directory(), { 'cargo/config.toml': '[profile.dev]\ndebug = true\n' });
    assert.equal(await choosesDevDebug(place()), true);
    writeFiles(directory(), {
      'cargo/config.toml': '',
      'Cargo.toml': '[profile.dev]\ndebug = false\n',
    });
    assert.equal(await choosesDevDebug(place()), true);
  });

  it('is lines only where nobody named it', async () => {
    const name = 'CARGO_PROFILE_DEV_DEBUG';
    const contract = await exampleContract(directory());
    assert.equal(environmentContract(contract)[name], 'line-tables-only');
    const chosen = { ...contract, choosesDevDebug: true };
    assert.equal(environmentContract(chosen)[name], undefined);
  });
});

describe('four agents on crates that nobody has downloaded', () => {
  const rig = engineRig();

  it('download them once and never wait for cargo’s package cache', async function () {
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
    for (const log of logs) assert.doesNotMatch(log, /Blocking waiting/);
  });
});
