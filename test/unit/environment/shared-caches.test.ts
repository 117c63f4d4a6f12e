import assert from 'node:assert/strict';
import path from 'node:path';
import type { Project } from '../../../src/core/environment/ecosystem.ts';
import { locateSharedCaches } from '../../../src/core/environment/shared-caches.ts';
import { writeFiles } from '../git-repository.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('where the shared caches lie', () => {
  const directory = temporaryDirectory();
  const locateOn = (
    platform: NodeJS.Platform,
    environment: NodeJS.ProcessEnv = {},
    projects: readonly Project[] = [],
  ) =>
    locateSharedCaches({
      workspace: path.join(directory(), 'workspace'),
      projects,
      environment,
      platform,
      home: path.join(directory(), 'user'),
    });
  const user = (relative: string): string => path.join(directory(), 'user', relative);

  it('is where each tool puts it by itself on Linux', async () => {
    const caches = await locateOn('linux');
    assert.equal(caches.sccache.path, user('.cache/sccache'));
    assert.equal(caches.pip.path, user('.cache/pip'));
    assert.equal(caches.uv.path, user('.cache/uv'));
    assert.equal(caches.npm.path, user('.npm'));
    assert.equal(caches.pnpm.path, user('.local/share/pnpm/store'));
    assert.equal(caches.bun.path, user('.bun/install/cache'));
    assert.equal(caches.turbo.path, path.join(directory(), 'workspace/.turbo/cache'));
    assert.deepEqual(
      new Set(Object.values(caches).map(({ source }) => source)),
      new Set(['default']),
    );
  });

  it('is where each tool puts it by itself on macOS', async () => {
    const caches = await locateOn('darwin');
    assert.equal(caches.sccache.path, user('Library/Caches/Mozilla.sccache'));
    assert.equal(caches.pip.path, user('Library/Caches/pip'));
    assert.equal(caches.uv.path, user('.cache/uv'));
    assert.equal(caches.pnpm.path, user('Library/pnpm/store'));
  });

  it('follows the XDG folders, unless they are relative', async () => {
    const caches = await locateOn('linux', { XDG_CACHE_HOME: '/big', XDG_DATA_HOME: 'relative' });
    assert.equal(caches.uv.path, '/big/uv');
    assert.equal(caches.pnpm.path, user('.local/share/pnpm/store'));
  });

  it('is where a variable of the user says', async () => {
    const caches = await locateOn('linux', {
      SCCACHE_DIR: '/big/sccache',
      npm_config_store_dir: '/big/pnpm',
    });
    assert.deepEqual(caches.sccache, { path: '/big/sccache', source: 'variable' });
    assert.deepEqual(caches.pnpm, { path: '/big/pnpm', source: 'variable' });
  });

  it('is where a file of the user says', async () => {
    writeFiles(user('.'), {
      '.npmrc': '; mine\ncache = ${BIG}/npm\n',
      '.config/pip/pip.conf': '[global]\ncache-dir = ~/pip\n',
      '.config/uv/uv.toml': 'cache-dir = "/big/uv"\n',
      '.config/sccache/config':
        '[dist]\ndir = "no"\n[cache.disk]\nsize = 1\ndir = "/big/sccache"\n',
    });
    writeFiles(path.join(directory(), 'workspace', 'web'), {
      'pnpm-workspace.yaml': 'storeDir: ../store\n',
    });
    const caches = await locateOn('linux', { BIG: '/big' }, [
      { ecosystem: 'node', directory: 'web', files: ['package.json', 'turbo.json'] },
    ]);
    assert.deepEqual(caches.npm, { path: '/big/npm', source: 'file' });
    assert.deepEqual(caches.pip, { path: user('pip'), source: 'file' });
    assert.deepEqual(caches.uv, { path: '/big/uv', source: 'file' });
    assert.deepEqual(caches.sccache, { path: '/big/sccache', source: 'file' });
    const store = path.join(directory(), 'workspace/store');
    assert.deepEqual(caches.pnpm, { path: store, source: 'file' });
    assert.equal(caches.turbo.path, path.join(directory(), 'workspace/web/.turbo/cache'));
  });

  it('is where the file says that SCCACHE_CONF names', async () => {
    writeFiles(user('.'), {
      '.config/sccache/config': '[cache.disk]\ndir = "/big/sccache"\n',
      'own.toml': '[cache.redis]\nendpoint = "redis://cache"\n',
    });
    const caches = await locateOn('linux', { SCCACHE_CONF: user('own.toml') });
    assert.deepEqual(caches.sccache, { path: user('.cache/sccache'), source: 'default' });
  });

  it('is left to pnpm where the workspace is on another file system than the store', async function () {
    if (process.platform !== 'linux') this.skip();
    const caches = await locateSharedCaches({
      workspace: '/proc',
      projects: [],
      environment: {},
      home: directory(),
    });
    assert.equal(caches.pnpm.source, 'tool');
  });
});
