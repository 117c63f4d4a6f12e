import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../cache/look.ts';
import { writeFiles } from '../git-repository.ts';
import { mountedImages } from '../mounted-image.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('a shared cache on a file system that takes A for a', function () {
  this.timeout(120_000);
  const mount = mountedImages();
  const directory = temporaryDirectory();
  const disk = (): string => path.join(directory(), 'disk');
  const manifest = { 'package.json': '{"private":true,"dependencies":{"is-number":"7.0.0"}}' };

  beforeEach(async function () {
    await mount(this, 'case-insensitive', disk());
    writeFiles(disk(), { Probe: '' });
    assert.ok(existsSync(path.join(disk(), 'pROBE')));
  });

  it('of uv serves two agents', async function () {
    const uv = await requireTool(this, 'uv');
    const environment = { ...process.env, UV_CACHE_DIR: path.join(disk(), 'uv') };
    for (const agent of ['one', 'two']) {
      const venv = path.join(directory(), agent);
      await run(uv, ['venv', '--quiet', venv], directory(), environment);
      // The second one without a network: what it needs is in the cache.
      const words = agent === 'two' ? ['--offline', 'six==1.17.0'] : ['six==1.17.0'];
      const within = { ...environment, VIRTUAL_ENV: venv };
      await run(uv, ['pip', 'install', '--quiet', ...words], directory(), within);
      await run(path.join(venv, 'bin', 'python'), ['-c', 'import six'], directory(), within);
    }
  });

  it('of pnpm serves two agents', async function () {
    const pnpm = await requireTool(this, 'pnpm');
    const environment = { ...process.env, PNPM_CONFIG_STORE_DIR: path.join(disk(), 'store') };
    for (const agent of ['one', 'two']) {
      const checkout = path.join(directory(), agent);
      writeFiles(checkout, manifest);
      const words = agent === 'two' ? ['--offline'] : [];
      await run(pnpm, ['install', '--silent', ...words], checkout, environment);
      const installed = path.join(checkout, 'node_modules/is-number/package.json');
      assert.match(readFileSync(installed, 'utf8'), /"version": "7\.0\.0"/);
    }
  });

  it('of npm serves two agents', async function () {
    const npm = await requireTool(this, 'npm');
    const environment = { ...process.env, npm_config_cache: path.join(disk(), 'npm') };
    for (const agent of ['one', 'two']) {
      const checkout = path.join(directory(), agent);
      writeFiles(checkout, manifest);
      const words = agent === 'two' ? ['--offline'] : [];
      await run(npm, ['install', '--no-audit', '--no-fund', ...words], checkout, environment);
      assert.ok(existsSync(path.join(checkout, 'node_modules/is-number/index.js')));
    }
  });

  it('of sccache serves two builds', async function () {
    const sccache = await requireTool(this, 'sccache');
    const cargo = await requireTool(this, 'cargo');
    const environment = {
      ...process.env,
      SCCACHE_DIR: path.join(disk(), 'sccache'),
      SCCACHE_SERVER_UDS: path.join(directory(), 's'),
      RUSTC_WRAPPER: sccache,
      CARGO_INCREMENTAL: '0',
    };
    const checkout = path.join(directory(), 'checkout');
    writeFiles(checkout, {
      'Cargo.toml': '[package]\nname = "one"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub fn one() -> u32 { 1 }\n',
    });
    try {
      for (const agent of ['one', 'two']) {
        const words = ['build', '--quiet', '--target-dir', path.join(directory(), agent)];
        await run(cargo, words, checkout, environment);
      }
      const words = ['--show-stats', '--stats-format=json'];
      const stats = (await run(sccache, words, directory(), environment)).toString();
      assert.match(stats, /"cache_hits":\{"counts":\{"Rust":1\}/);
    } finally {
      await run(sccache, ['--stop-server'], directory(), environment);
    }
  });
});
