import type { Collision, Collisions, Recording } from './collision.ts';
import type { Lab, RecordOptions } from './lab.ts';

const isolated = { CARGO_TERM_PROGRESS_WHEN: 'never', CARGO_NET_RETRY: '0' };

/** A crate whose build script waits, the first time, until its standard input's file is written to. */
function waitingCrate(lab: Lab): void {
  lab.write('app/Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n');
  lab.write('app/src/main.rs', 'fn main() {}\n');
  lab.write(
    'app/build.rs',
    'fn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n    let _ = std::fs::write(std::env::var("READY").unwrap(), "built\\n");\n    let _ = std::fs::read(std::env::var("GO").unwrap());\n}\n',
  );
  lab.run('mkfifo ready go second');
}

function environmentOf(lab: Lab): Record<string, string> {
  return {
    ...isolated,
    CARGO_HOME: lab.file('cargo-home'),
    CARGO_TARGET_DIR: lab.file('app', 'target'),
    READY: lab.file('ready'),
    GO: lab.file('go'),
  };
}

/** One cargo at its build script, and another that comes to it. */
async function behindBuild(
  lab: Lab,
  line: string,
  { printed, ...options }: Omit<RecordOptions, 'once'> & { readonly printed: string },
): Promise<Recording> {
  waitingCrate(lab);
  const environment = { ...environmentOf(lab), ...options.environment };
  const cwd = lab.file('app');
  // The reader of the first FIFO sees that the build script runs; the second lets it go on.
  const holder = await lab.hold('cargo build --offline & cat ../ready; cat; echo go >../go; wait', {
    cwd,
    environment,
    printed: 'built',
  });
  return lab.record(line, {
    ...options,
    cwd,
    environment: { ...environment, READY: '/dev/null', GO: '/dev/null' },
    once: { printed, then: () => holder.release() },
  });
}

function waits(
  id: string,
  line: string,
  how: string,
  resource: string,
  options: Omit<RecordOptions, 'once'> = {},
): Collision {
  return {
    id: `cargo-${id}`,
    how: `a cargo build is at its build script; ${how}`,
    expect: [{ kind: 'lock-wait', resource, blocking: true }],
    released: true,
    record: (lab) => behindBuild(lab, line, { printed: 'directory', ...options }),
  };
}

/** A cargo that resolves against a registry which does not answer, and another that comes to it. */
async function behindRegistry(lab: Lab, line: string): Promise<Recording> {
  const { url, answer } = await lab.slowRegistry();
  lab.write(
    'cargo-home/config.toml',
    `[source.crates-io]\nreplace-with = "slow"\n[source.slow]\nregistry = "sparse+${url}/"\n`,
  );
  for (const name of ['one', 'two']) {
    lab.write(
      `${name}/Cargo.toml`,
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nserde = "1"\n`,
    );
    lab.write(`${name}/src/lib.rs`, '');
  }
  const environment = environmentOf(lab);
  await lab.hold('cargo fetch', { cwd: lab.file('one'), environment, printed: 'Updating' });
  return lab.record(line, {
    cwd: lab.file('two'),
    environment,
    once: { printed: 'package cache', then: answer },
  });
}

export const cargo: Collisions = {
  tool: 'cargo',
  version: ['cargo', '--version'],
  collisions: [
    waits('build-build', 'cargo build --offline', 'another builds', 'artifact directory'),
    waits('check-behind-build', 'cargo check --offline', 'another checks', 'build directory'),
    waits(
      'test-behind-build',
      'cargo test --offline --no-run',
      'another tests',
      'artifact directory',
    ),
    waits(
      'run-json',
      'cargo build --offline --message-format=json',
      'another, for an editor',
      'artifact directory',
    ),
    waits('verbose', 'cargo build --offline -vv', 'another that tells more', 'artifact directory'),
    waits('terminal', 'cargo build --offline', 'another, on a terminal', 'artifact directory', {
      terminal: true,
      environment: { CARGO_TERM_PROGRESS_WHEN: 'auto' },
    }),
    waits(
      'coloured',
      'cargo build --offline --color always',
      'another, in colour',
      'artifact directory',
    ),
    waits(
      'clippy',
      'cargo doc --offline --no-deps',
      'another writes documentation',
      'artifact directory',
    ),
    {
      ...waits(
        'build-directory',
        'cargo build --offline',
        'another whose artifacts go elsewhere, from the same build directory',
        'build directory',
      ),
      record: (lab) =>
        behindBuild(
          lab,
          'CARGO_TARGET_DIR=../own CARGO_BUILD_BUILD_DIR=target cargo build --offline',
          { printed: 'directory' },
        ),
    },
    ...['fetch', 'build', 'generate-lockfile', 'update', 'metadata --format-version 1'].map(
      (command): Collision => ({
        id: `cargo-package-cache-${command.split(' ')[0] ?? ''}`,
        how: `a cargo fetch waits for its registry with the package cache in its hands; cargo ${command} comes to it`,
        expect: [{ kind: 'lock-wait', resource: 'package cache', blocking: true }],
        released: true,
        record: (lab) => behindRegistry(lab, `cargo ${command}`),
      }),
    ),
    {
      id: 'cargo-disk-full',
      how: 'cargo build into a target directory on a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false, tool: 'rust' }],
      record(lab) {
        waitingCrate(lab);
        const disk = lab.smallDisk('disk', 64);
        return lab.record('cargo build --offline', {
          cwd: lab.file('app'),
          environment: {
            ...environmentOf(lab),
            READY: '/dev/null',
            GO: '/dev/null',
            CARGO_TARGET_DIR: disk,
          },
        });
      },
    },
    {
      id: 'cargo-linker-killed',
      how: 'cargo build with a linker that kills itself, as the kernel does when memory runs out',
      expect: [{ kind: 'killed', resource: 'linker', blocking: false }],
      record(lab) {
        waitingCrate(lab);
        const linker = lab.write('linker', '#!/bin/sh\nkill -9 $$\n', 0o755);
        return lab.record(`cargo build --offline`, {
          cwd: lab.file('app'),
          environment: {
            ...environmentOf(lab),
            RUSTFLAGS: `-Clinker=${linker}`,
            READY: '/dev/null',
            GO: '/dev/null',
          },
        });
      },
    },
    {
      id: 'cargo-run-killed',
      how: 'cargo run of a program that is killed: all that is printed is one word of the shell',
      expect: [{ kind: 'killed', resource: '', blocking: false }],
      record(lab) {
        waitingCrate(lab);
        lab.write(
          'app/src/main.rs',
          'fn main() { let me = std::process::id().to_string(); let _ = std::process::Command::new("kill").args(["-9", &me]).status(); std::thread::sleep(std::time::Duration::from_secs(60)); }\n',
        );
        return lab.record('cargo run --offline', {
          cwd: lab.file('app'),
          environment: { ...environmentOf(lab), READY: '/dev/null', GO: '/dev/null' },
        });
      },
    },
    {
      id: 'cargo-test-killed',
      how: 'cargo test whose tests are killed',
      expect: [{ kind: 'killed', resource: 'app-ffad08224e30a271', blocking: false }],
      record(lab) {
        waitingCrate(lab);
        lab.write(
          'app/src/main.rs',
          'fn main() {}\n#[test]\nfn killed() { let me = std::process::id().to_string(); let _ = std::process::Command::new("kill").args(["-9", &me]).status(); std::thread::sleep(std::time::Duration::from_secs(60)); }\n',
        );
        return lab.record('cargo test --offline', {
          cwd: lab.file('app'),
          environment: { ...environmentOf(lab), READY: '/dev/null', GO: '/dev/null' },
        });
      },
    },
    {
      id: 'cargo-text-busy',
      how: 'cargo run of a program that another process has open for writing',
      expect: [{ kind: 'file-busy', resource: '', blocking: false, tool: 'rust' }],
      async record(lab) {
        waitingCrate(lab);
        const environment = { ...environmentOf(lab), READY: '/dev/null', GO: '/dev/null' };
        const cwd = lab.file('app');
        lab.run('cd app && cargo build --offline', environment);
        const holder = await lab.hold('exec 9<>target/debug/app; echo open; cat', {
          cwd,
          printed: 'open',
        });
        const recording = await lab.record('cargo run --offline', { cwd, environment });
        await holder.release();
        return recording;
      },
    },
  ],
};
