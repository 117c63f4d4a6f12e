import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { environmentContract } from '../../../../src/core/environment/contract.ts';
import type { RustFacts } from '../../../../src/core/environment/rust/facts.ts';
import { askRustToolchain } from '../../../../src/core/environment/rust/toolchain.ts';
import {
  provideRustcWrapper,
  wrapperPath,
} from '../../../../src/core/environment/rust/rustc-wrapper.ts';
import { locate } from '../../../../src/core/location.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract, plainRust } from '../example-contract.ts';

const run = promisify(execFile);
const projects = [{ ecosystem: 'rust' as const, directory: '.', files: ['Cargo.toml'] }];
const counts = z.object({ counts: z.record(z.string(), z.number()) });
const statistics = z.object({ stats: z.object({ cache_hits: counts, cache_misses: counts }) });

describe('the compiler wrapper', () => {
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');
  const location = () => locate({ LANEKEEPER_HOME: path.join(directory(), 'home') });
  const provide = (environment: NodeJS.ProcessEnv) =>
    provideRustcWrapper({ location: location(), workspace: workspace(), projects, environment });

  /** A PATH on which a program called sccache lies. */
  const withSccache = (): NodeJS.ProcessEnv => {
    const file = path.join(directory(), 'bin', 'sccache');
    writeFiles(directory(), { 'bin/sccache': '#!/bin/sh\n' });
    chmodSync(file, 0o755);
    return { PATH: path.dirname(file), CARGO_HOME: path.join(directory(), 'cargo') };
  };

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('is one executable script for all agents', async () => {
    const found = await Promise.all(Array.from({ length: 8 }, () => provide(withSccache())));
    const [first] = found;
    assert.equal(first?.path, wrapperPath(location()));
    assert.equal(first.sccache, path.join(directory(), 'bin', 'sccache'));
    assert.ok(found.every((each) => each?.path === first.path));
    assert.equal(statSync(first.path).mode & 0o777, 0o755);
  });

  it('is not there without sccache', async () => {
    assert.equal(await provide({ PATH: '/nowhere', CARGO_HOME: directory() }), null);
  });

  it('does not take the place of another one that the user chose, or of none', async () => {
    const environment = withSccache();
    assert.equal(await provide({ ...environment, RUSTC_WRAPPER: '/opt/cachepot' }), null);
    assert.equal(await provide({ ...environment, RUSTC_WRAPPER: '' }), null);
    assert.equal(await provide({ ...environment, CARGO_BUILD_RUSTC_WRAPPER: 'kache' }), null);
    writeFiles(workspace(), { '.cargo/config.toml': '[build]\nrustc-wrapper = "kache"\n' });
    assert.equal(await provide(environment), null);
  });

  it('takes the place of plain sccache, and runs the one that was chosen', async () => {
    withSccache();
    const chosen = path.join(directory(), 'bin', 'sccache');
    const found = await provide({ PATH: '', CARGO_HOME: directory(), RUSTC_WRAPPER: chosen });
    assert.equal(found?.sccache, chosen);
    writeFiles(directory(), { 'cargo/config.toml': '[build]\nrustc-wrapper = "sccache"\n' });
    assert.notEqual(await provide(withSccache()), null);
  });

  it('stays itself in the terminal of an agent', async () => {
    const environment = { ...withSccache(), RUSTC_WRAPPER: wrapperPath(location()) };
    assert.equal((await provide(environment))?.sccache, path.join(directory(), 'bin', 'sccache'));
  });

  it('runs the compiler itself once sccache is gone', async () => {
    const found = await provide(withSccache());
    const { stdout } = await run(found?.path ?? '', ['/bin/echo', 'compiled'], {
      env: { LANEKEEPER_SCCACHE: '/gone', PATH: '/bin:/usr/bin' },
    });
    assert.equal(stdout, 'compiled\n');
  });

  it('lets a second agent reuse what the first compiled, which plain sccache does not', async function () {
    this.timeout(300_000);
    await requireTool(this, 'cargo');
    const sccache = await requireTool(this, 'sccache');
    await requireTool(this, 'ld.lld');
    writeFiles(workspace(), {
      'Cargo.toml':
        '[package]\nname = "demo"\nversion = "0.1.0"\n[dependencies]\nitoa = "=1.0.15"\n',
      'src/main.rs': 'fn main() { print!("{}", itoa::Buffer::new().format(7)); }\n',
    });
    const server = {
      SCCACHE_DIR: path.join(directory(), 'sccache'),
      SCCACHE_SERVER_PORT: String(await freePort()),
      SCCACHE_IDLE_TIMEOUT: '120',
    };
    const environment = { ...process.env, ...server, RUSTC_WRAPPER: undefined };
    const wrapper = await provide({ ...environment, PATH: process.env['PATH'] });
    assert.equal(wrapper?.sccache, sccache);

    /** Builds as an agent and tells the hits and misses of that build. */
    const build = async (
      agent: string,
      plain: boolean,
      { rust, parameters = [] }: { rust?: RustFacts; parameters?: readonly string[] } = {},
    ) => {
      const context = await exampleContract(directory(), {
        agent,
        type: 'rust-release',
        ...(rust && { rust }),
        projects,
        rustcWrapper: wrapper,
        checkout: workspace(),
      });
      await run(sccache, ['--zero-stats'], { env: environment });
      await run('cargo', ['build', '--quiet', ...parameters], {
        cwd: workspace(),
        env: {
          ...environment,
          ...environmentContract(context),
          ...server,
          ...(plain && { RUSTC_WRAPPER: sccache }),
        },
      });
      const { stdout } = await run(sccache, ['--show-stats', '--stats-format=json'], {
        env: environment,
      });
      const { cache_hits, cache_misses } = statistics.parse(JSON.parse(stdout)).stats;
      return { hits: cache_hits.counts['Rust'] ?? 0, misses: cache_misses.counts['Rust'] ?? 0 };
    };

    await run(sccache, ['--start-server'], { env: environment });
    try {
      // The control. Should the second of these ever hit, sccache shares by itself and the wrapper can go.
      assert.deepEqual(await build('plain-1', true), { hits: 0, misses: 1 });
      assert.deepEqual(await build('plain-2', true), { hits: 0, misses: 1 });
      assert.deepEqual(await build('dev-1', false), { hits: 0, misses: 1 });
      assert.deepEqual(await build('dev-2', false), { hits: 1, misses: 0 });
      // Another linker and the ship profile make other keys, which all agents have in common.
      const toolchain = await askRustToolchain(workspace(), environment);
      const linker = { linker: 'lld', reason: '' } as const;
      const release = { rust: { ...plainRust, toolchain, linker }, parameters: ['--release'] };
      assert.deepEqual(await build('ship-1', false, release), { hits: 0, misses: 1 });
      assert.deepEqual(await build('ship-2', false, release), { hits: 1, misses: 0 });
    } finally {
      await run(sccache, ['--stop-server'], { env: environment });
    }
  });
});

/** A port nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
