import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Agent } from '../../../../src/core/agent/agent.ts';
import { locate } from '../../../../src/core/location.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { type SmallDisk, smallDisks } from '../../small-disk.ts';
import { engineRig } from '../engine-rig.ts';

const mebibyte = 1024 ** 2;

describe('a build directory in memory', function () {
  this.timeout(240_000);
  const mount = smallDisks();
  const rig = engineRig({
    stopGraceMs: 2_000,
    // 40 MiB.
    rust: { buildDirectory: 'memory', memoryGigabytes: 40 / 1024 },
  });
  let disk: SmallDisk;

  beforeEach(async function () {
    await requireTool(this, 'cargo');
    const { workspace, environment } = rig();
    disk = await mount(this, path.join(path.dirname(workspace), 'memory'), 64 * 1024);
    environment['LANEKEEPER_MEMORY'] = disk.path;
    writeFiles(workspace, {
      'Cargo.toml': '[package]\nname = "mine"\nversion = "0.1.0"\n',
      'src/main.rs': 'fn main() { println!("built"); }\n',
    });
  });

  const buildOf = ({ environment }: Agent): string => environment['CARGO_BUILD_BUILD_DIR'] ?? '';
  const built = ({ environment }: Agent): string =>
    execFileSync(path.join(environment['CARGO_TARGET_DIR'] ?? '', 'debug', 'mine'), {
      encoding: 'utf8',
    });
  const onDisk = (agent: Agent): string => {
    const root = agent.roots.find(({ kind }) => kind === 'namespace')?.path ?? '';
    return path.join(root, 'build', 'cargo');
  };
  const roots = (agent: Agent, kind: string) => agent.roots.filter((root) => root.kind === kind);
  /** Lanekeeper as another process would open it, now that the place of the memory is set. */
  const start = async () => {
    const { open: openEngine, ended } = rig();
    const engine = await openEngine();
    const spawn = async (id: string, type = 'rust-dev') => {
      await engine.spawn({ id, type, workspace: rig().workspace });
      return ended(id);
    };
    return { engine, spawn };
  };

  it('is the agent’s own, told of, measured, checked, and goes with it', async () => {
    const { engine, spawn } = await start();
    const agent = await spawn('one');
    assert.equal(agent.status, 'done');
    assert.equal(built(agent), 'built\n');
    const [root] = roots(agent, 'memory');
    assert.ok(root);
    assert.equal(buildOf(agent), path.join(root.path, 'cargo'));
    assert.ok(existsSync(path.join(buildOf(agent), 'debug')));
    assert.ok(!existsSync(onDisk(agent)));
    const { memory } = locate(rig().environment);
    assert.equal(statSync(memory?.own ?? '').mode & 0o777, 0o700);
    assert.ok(agent.notes?.some((note) => note.includes('are in memory, up to 40 MB')));
    const { items } = await engine.inventory('one');
    assert.ok((items.find(({ kind }) => kind === 'memory')?.bytes ?? 0) > 0);
    const checked = async () =>
      (await engine.verify()).filter(({ result }) => result === 'fail').map(({ id }) => id);
    assert.deepEqual(await checked(), []);
    const { kept, removed } = await engine.clean('one', { dryRun: false });
    assert.deepEqual(kept, []);
    assert.deepEqual(await checked(), []);
    assert.ok(removed.some(({ path: at }) => at === root.path));
    assert.deepEqual(readdirSync(memory?.builds ?? ''), []);
    assert.deepEqual(readdirSync(memory?.trash ?? ''), []);
  });

  it('moves to the disk when it is full in mid-build, and the build goes on there', async () => {
    const { workspace, ended } = rig();
    const started = path.join(workspace, '..', 'started');
    execFileSync('mkfifo', [started]);
    writeFiles(workspace, {
      // The first run tells that it is at work, and fills what is left of the place that it is given.
      'build.rs': `use std::io::Write;
fn main() {
    let place = std::env::var("OUT_DIR").unwrap();
    if place.starts_with("${disk.path}") {
        std::fs::read("${started}").unwrap();
        let mut file = std::fs::File::create(format!("{place}/large")).unwrap();
        loop { file.write_all(&[1; 65536]).expect("write"); }
    }
    println!("cargo:rerun-if-changed=build.rs");
}`,
    });
    const { engine } = await start();
    await engine.spawn({ id: 'full', type: 'rust-dev', workspace });
    await (await open(started, 'w')).close();
    const agent = await ended('full');
    assert.equal(agent.status, 'done', agent.statusReason ?? '');
    assert.equal(built(agent), 'built\n');
    assert.equal(buildOf(agent), onDisk(agent));
    assert.deepEqual(roots(agent, 'memory'), []);
    const [first, second, ...others] = engine.tasks('full');
    assert.deepEqual(others, []);
    assert.match(first?.reason ?? '', /full|may hold 40 MB/);
    assert.equal(second?.status, 'done');
    assert.match(second.reason ?? '', /on the disk/);
    const log = (await engine.readLogTail('full', 100_000)).toString();
    assert.match(log, /The build goes on on the disk/);
    assert.ok(agent.notes?.some((note) => note.includes('are on the disk since')));
    const { memory } = locate(rig().environment);
    assert.deepEqual(readdirSync(memory?.builds ?? ''), []);

    await engine.restart('full');
    const again = await ended('full');
    assert.equal(again.status, 'done');
    assert.equal(engine.tasks('full').length, 3);
  });

  it('is stopped at its bound where the file system has more', async () => {
    const { workspace, ended } = rig();
    writeFiles(workspace, {
      // Takes more than it may, and then nothing more: only who looks at its size ends it.
      'build.rs': `fn main() {
    let place = std::env::var("OUT_DIR").unwrap();
    if place.starts_with("${disk.path}") {
        std::fs::write(format!("{place}/large"), vec![1u8; ${String(48 * mebibyte)}]).unwrap();
        loop { std::thread::park(); }
    }
}`,
    });
    const { engine } = await start();
    await engine.spawn({ id: 'large', type: 'rust-dev', workspace });
    const agent = await ended('large');
    assert.equal(agent.status, 'done', agent.statusReason ?? '');
    assert.equal(buildOf(agent), onDisk(agent));
    const [first] = engine.tasks('large');
    assert.equal(first?.status, 'stopped');
    assert.match(first.reason ?? '', /holds \d+ MB, and may hold 40 MB/);
  });

  it('is made anew after a reboot, and clean-up finds nothing lost', async () => {
    const { engine, spawn } = await start();
    const agent = await spawn('one');
    const { memory } = locate(rig().environment);
    const own = memory?.own ?? '';
    rmSync(own, { recursive: true });
    await engine.restart('one');
    const again = await rig().ended('one');
    assert.equal(again.status, 'done');
    assert.equal(buildOf(again), buildOf(agent));
    assert.ok(existsSync(buildOf(again)));
    rmSync(own, { recursive: true });
    const { kept } = await engine.clean('one', { dryRun: false });
    assert.deepEqual(kept, []);
    assert.deepEqual(engine.listAgents(), []);
    assert.ok(!existsSync(own));
  });

  it('is on the disk where somebody else has made the place, at a restart too', async () => {
    const { engine, spawn } = await start();
    const agent = await spawn('one');
    const { memory } = locate(rig().environment);
    const own = memory?.own ?? '';
    rmSync(own, { recursive: true });
    symlinkSync(rig().home, own);
    // What lies there bears the agent's name, and nothing says that it is the agent's.
    const root = path.dirname(buildOf(agent));
    writeFiles(root.replace(own, rig().home), { 'precious.txt': '' });
    await engine.restart('one');
    const again = await rig().ended('one');
    assert.equal(again.status, 'done');
    assert.equal(buildOf(again), onDisk(again));
    assert.ok(again.notes?.some((note) => /on the disk.*is a symbolic link/.test(note)));
    const other = await spawn('two');
    assert.equal(buildOf(other), onDisk(other));
    const { kept } = await engine.clean('one', { dryRun: false });
    assert.deepEqual(
      kept.map(({ path: at, reason }) => [at, reason.includes('is a symbolic link')]),
      [[root, true]],
    );
    assert.ok(existsSync(path.join(root, 'precious.txt')));
  });

  it('goes along when the namespace is renewed', async () => {
    const { engine, spawn } = await start();
    const agent = await spawn('one');
    writeFiles(rig().workspace, { 'tox.ini': '', '.cargo/config.toml': '# another\n' });
    const { agent: renewed } = await engine.renew('one');
    assert.notEqual(renewed.namespace, agent.namespace);
    assert.notEqual(buildOf(renewed), buildOf(agent));
    assert.equal(roots(renewed, 'memory').length, 1);
    assert.ok(!existsSync(path.dirname(buildOf(agent))));
    await engine.restart('one');
    assert.equal((await rig().ended('one')).status, 'done');
    assert.ok(existsSync(path.join(buildOf(renewed), 'debug')));
  });

  it('is for commands that can be run again only', async () => {
    const { engine } = await start();
    const { workspace, ended } = rig();
    await engine.spawn({ id: 'own', workspace, command: ['sh', '-c', 'cargo build'] });
    const agent = await ended('own');
    assert.deepEqual(roots(agent, 'memory'), []);
    assert.ok(
      agent.notes?.some((note) => note.includes('only commands that can be run once more')),
    );
  });
});
