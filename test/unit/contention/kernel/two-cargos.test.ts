import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KernelWaits } from '../../../../src/core/contention/kernel/kernel-waits.ts';
import { eventually, programs } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('two cargos in one checkout', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('wait for each other: which for which, in whose directory, until the first is done', async function () {
    this.timeout(120_000);
    const cargo = await requireTool(this, 'cargo');
    const file = (...names: string[]) => path.join(directory(), ...names);
    mkdirSync(file('src'));
    writeFileSync(file('Cargo.toml'), '[package]\nname = "app"\nversion = "0.1.0"\n');
    writeFileSync(file('src/main.rs'), 'fn main() {}\n');
    const go = file('go');
    execFileSync('mkfifo', [go]);
    writeFileSync(
      file('build.rs'),
      `fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let _ = std::fs::read("${go}");
}
`,
    );
    const build = ['build', '-q', '--offline', '--manifest-path', file('Cargo.toml')];
    const command = [cargo, ...build, '--target-dir', file('target')];
    const one = await start(...command);
    const two = await start(...command);
    const agents = [one, two].map(({ process: root }, index) => ({
      id: ['one', 'two'][index] ?? '',
      uid: ['one', 'two'][index] ?? '',
      process: root,
    }));
    const kernel = new KernelWaits();
    let waits = kernel.look(agents);
    await eventually(() => {
      waits = kernel.look(agents);
      return waits.some((wait) => wait.path?.includes('/target/') ?? false);
    });
    const [wait] = waits;
    assert.ok(wait?.holder);
    assert.deepEqual([wait.agent, wait.holder.agent].sort(), ['one', 'two']);
    assert.equal(wait.waiter.command, 'cargo build');
    assert.equal(wait.holder.command, 'cargo build');
    assert.match(wait.path ?? '', /\/target\/debug\/\.cargo(?:-build|-artifact)?-lock$/);
    writeFileSync(go, 'on');
    const ends = await Promise.all([one.command.result, two.command.result]);
    assert.deepEqual(
      ends.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    assert.deepEqual(kernel.look(agents), []);
  });
});
