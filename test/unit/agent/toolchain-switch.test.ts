import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { engineRig } from './engine-rig.ts';

describe('a toolchain that is switched while an agent builds', function () {
  this.timeout(240_000);
  const rig = engineRig();

  it('is told as drift, and the namespace goes on to give programs of what it is asked for', async function () {
    await requireTool(this, 'cargo');
    const rustup = await requireTool(this, 'rustup');
    const { engine, environment, workspace, ended } = rig();
    const directory = path.dirname(workspace);
    linkToolchains(rustup, directory, environment);
    const started = path.join(directory, 'started');
    const switched = path.join(directory, 'switched');
    execFileSync('mkfifo', [started, switched]);
    const choose = (channel: string): void => {
      writeFiles(workspace, { 'rust-toolchain.toml': `[toolchain]\nchannel = "${channel}"\n` });
    };
    choose('usual');
    writeFiles(workspace, {
      'Cargo.toml': '[package]\nname = "mine"\nversion = "0.1.0"\n',
      // Builds until somebody opens the other end.
      'build.rs': `fn main() {
    let version = std::process::Command::new(std::env::var("RUSTC").unwrap()).arg("-V").output().unwrap();
    std::fs::read("${started}").unwrap();
    std::fs::read("${switched}").unwrap();
    println!("cargo:rustc-env=BUILT_WITH={}", String::from_utf8(version.stdout).unwrap().trim());
    println!("cargo:rerun-if-changed=build.rs");
}`,
      'src/main.rs': 'fn main() { println!("{}", env!("BUILT_WITH")); }\n',
    });
    const agent = await engine.spawn({ id: 'builder', type: 'rust-dev', workspace });
    const program = path.join(agent.environment['CARGO_TARGET_DIR'] ?? '', 'debug', 'mine');
    const built = (): string => execFileSync(program, { encoding: 'utf8' });
    // Opening it for writing waits until the build script reads.
    const release = async (pipe: string): Promise<void> => {
      await (await open(pipe, 'w')).close();
    };
    await release(started);
    choose('other');
    const { drift } = await engine.explainNamespace('builder');
    assert.ok(
      drift.some((line) => /^rustc is 9\.9\.9 .*, was /.test(line)),
      drift.join('\n'),
    );
    assert.ok(drift.includes('rust-toolchain.toml changed'));
    await release(switched);
    assert.equal((await ended('builder')).status, 'done');
    const before = built();

    const [again] = await Promise.all([
      engine.restart('builder').then(() => ended('builder')),
      release(started).then(() => release(switched)),
    ]);
    assert.equal(again.status, 'done');
    assert.doesNotMatch(before, /9\.9\.9/);
    assert.match(built(), /9\.9\.9/);
  });
});

/**
 * Gives rustup, in a home of the test's own, two toolchains that compile: that of this machine as `usual`, and as `other`
 * one that is the same but for the version that it tells.
 */
function linkToolchains(rustup: string, directory: string, environment: NodeJS.ProcessEnv): void {
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
  const other = path.join(directory, 'other');
  const tell = `"${sysroot}/bin/rustc" "$@" | sed -e 's/^release: .*/release: 9.9.9/' -e 's/^rustc [^ ]*/rustc 9.9.9/'`;
  writeFiles(other, {
    'bin/rustc': `#!/bin/sh\ncase "$1" in -vV | -V) ${tell} ;; *) exec "${sysroot}/bin/rustc" "$@" ;; esac\n`,
    'bin/cargo': `#!/bin/sh\nexec "${sysroot}/bin/cargo" "$@"\n`,
    'lib/there': '',
  });
  for (const name of ['rustc', 'cargo']) chmodSync(path.join(other, 'bin', name), 0o755);
  delete environment['RUSTUP_TOOLCHAIN'];
  environment['RUSTUP_HOME'] = path.join(directory, 'rustup');
  const link = (name: string, root: string) =>
    execFileSync(rustup, ['toolchain', 'link', name, root], { env: environment, stdio: 'pipe' });
  link('usual', sysroot);
  link('other', other);
}
