import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import {
  overallHitRate,
  probeCaches,
  type ProbeCachesOptions,
} from '../../../src/core/cache/caches.ts';
import { cacheProbes } from '../../../src/core/cache/probes.ts';
import type { CacheReport } from '../../../src/core/cache/report.ts';
import { DirectorySizes } from '../../../src/core/cache/size.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { run } from './look.ts';

describe('probeCaches', () => {
  const directory = temporaryDirectory();
  const sizes = new DirectorySizes();
  after(() => {
    sizes.dispose();
  });
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  /** Options with nothing remembered and no tools, unless told otherwise. */
  function options(changes: Partial<ProbeCachesOptions> = {}): ProbeCachesOptions {
    const environment = { PATH: directory(), HOME: directory() };
    return { environment, windowMinutes: 60, snapshots: [], observed: [], ...changes };
  }

  /** A program in the directory that is PATH. */
  async function program(name: string, script: string): Promise<void> {
    const file = path.join(directory(), name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }

  async function one(name: string, changes: Partial<ProbeCachesOptions>): Promise<CacheReport> {
    const { report } = await probeCaches(options(changes));
    const cache = report.caches.find((each) => each.name === name);
    assert.ok(cache);
    return cache;
  }

  it('says of every missing tool that it is missing, and how to come by it', async () => {
    const { report, snapshots } = await probeCaches(options());
    assert.deepEqual(
      report.caches.map(({ name }) => name),
      cacheProbes.map(({ name }) => name),
    );
    for (const { name, available, reason, cure, hits, bytes, location } of report.caches) {
      assert.equal(available, false, name);
      assert.match(reason ?? '', new RegExp(`^${name} was (not )?found .*PATH.*\\.$`));
      assert.match(cure ?? '', /\bInstall\b.*\.$/);
      assert.deepEqual([hits, bytes, location], [null, null, null]);
    }
    assert.equal(report.hitRate, null);
    assert.deepEqual(snapshots, []);
  });

  it('turns cumulative counters into those of the window, from one look to the next', async function () {
    const [ccache, gcc] = [await requireTool(this, 'ccache'), await requireTool(this, 'gcc')];
    const environment = { ...process.env, CCACHE_DIR: path.join(directory(), 'cache') };
    await writeFile(path.join(directory(), 'a.c'), 'int a;\n');
    const compile = () => run(ccache, [gcc, '-c', 'a.c'], directory(), environment);
    await compile();

    const now = Date.now();
    const first = await probeCaches(options({ environment, now }));
    const before = first.report.caches.find(({ name }) => name === 'ccache');
    assert.equal(before?.hits, null);
    assert.match(before.reason ?? '', /first look/);
    assert.deepEqual(before.total, { hits: 0, misses: 1 });

    await compile();
    await compile();
    const { snapshots } = first;
    const second = await one('ccache', { environment, snapshots, now: now + 60_000, sizes });
    assert.deepEqual([second.hits, second.misses, second.hitRate], [2, 0, 1]);
    assert.equal(second.reason, null);
    assert.ok((second.bytes ?? 0) > 0);
  });

  it('takes what agents printed for the other tools, and none for none', async () => {
    await program('uv', 'case $1 in cache) echo /tmp/uv ;; *) echo "uv 1.2.3" ;; esac');
    const observed = [
      { agent: 'a', cache: 'uv', hits: 1, misses: 1, reasons: [{ reason: 'x', count: 1 }] },
      { agent: 'b', cache: 'uv', hits: 2, misses: 0, reasons: [] },
    ];
    const seen = await one('uv', { observed });
    assert.deepEqual([seen.hits, seen.misses, seen.hitRate], [3, 1, 0.75]);
    assert.deepEqual(seen.reasons, [{ reason: 'x', count: 1 }]);
    assert.deepEqual(
      seen.agents.map(({ agent, hitRate }) => [agent, hitRate]),
      [
        ['a', 0.5],
        ['b', 1],
      ],
    );
    assert.deepEqual([seen.version, seen.location, seen.bytes], ['1.2.3', '/tmp/uv', null]);
    const unseen = await one('uv', {});
    assert.deepEqual([unseen.hits, unseen.misses, unseen.hitRate], [0, 0, null]);
  });

  it('knows what agents looked up also where the tool itself is not on the PATH, and says that it is not', async () => {
    const observed = [
      { agent: 'a', cache: 'turbo', hits: 3, misses: 1, reasons: [] },
      { agent: 'a', cache: 'sccache', hits: 9, misses: 0, reasons: [] },
    ];
    const { report } = await probeCaches(options({ observed }));
    const turbo = report.caches.find(({ name }) => name === 'turbo');
    assert.deepEqual(
      [turbo?.available, turbo?.hits, turbo?.misses, turbo?.hitRate],
      [false, 3, 1, 0.75],
    );
    assert.match(turbo?.reason ?? '', /found neither on PATH nor/);
    // sccache counts by itself: what its clients print is not its count.
    assert.equal(report.caches.find(({ name }) => name === 'sccache')?.hits, null);
    assert.equal(report.hitRate, 0.75);
  });

  it('asks only tools that count themselves where that is enough, and knows of the others what agents did', async () => {
    const asked = path.join(directory(), 'asked');
    for (const name of ['npm', 'ccache']) await program(name, `echo ${name} >>'${asked}'`);
    const observed = [{ agent: 'a', cache: 'npm', hits: 3, misses: 1, reasons: [] }];
    const npm = await one('npm', { observed, asked: 'counters' });
    assert.deepEqual([npm.available, npm.hits, npm.misses], [false, 3, 1]);
    assert.equal(npm.reason, 'npm was not asked.');
    assert.deepEqual(
      new Set((await readFile(asked, 'utf8')).trim().split('\n')),
      new Set(['ccache']),
    );
  });

  it('does not take silence of npm for no lookups', async () => {
    await program('npm', 'case $1 in config) echo /tmp/npm ;; *) echo 11.0.0 ;; esac');
    const silent = await one('npm', {});
    assert.deepEqual([silent.available, silent.hits], [true, null]);
    assert.match(silent.cure ?? '', /npm_config_loglevel=http/);
    const heard = await one('npm', {
      observed: [{ agent: 'a', cache: 'npm', hits: 1, misses: 0, reasons: [] }],
    });
    assert.deepEqual([heard.hits, heard.reason], [1, null]);
  });

  it('gives up on tools that hang, answer nonsense, flood or fail, and reports each', async () => {
    // A grandchild that keeps the pipe open must not keep the probe waiting either.
    await program('pnpm', '/bin/sleep 600 & /bin/sleep 600');
    await program('uv', 'echo relative/path');
    await program('pip', 'echo >&2; echo "pip is broken here" >&2; exit 3');
    await program('ccache', 'while :; do echo direct_cache_hit; done');
    await program('npm', 'exec /nowhere/npm');
    const { report } = await probeCaches(options({ deadlineMs: 1000 }));
    const reasons = Object.fromEntries(report.caches.map(({ name, reason }) => [name, reason]));
    assert.match(reasons['pnpm'] ?? '', /^pnpm does not say where .*: no answer within 0\.5 s\.$/);
    assert.match(reasons['uv'] ?? '', /"relative\/path".*not an absolute path/);
    assert.match(reasons['pip'] ?? '', /: pip is broken here\.$/);
    assert.match(reasons['ccache'] ?? '', /^ccache/);
    assert.match(reasons['npm'] ?? '', /^npm does not say/);
    assert.ok(report.caches.every(({ available }) => !available));
  });

  it('is not held up by a mute listener on the port of sccache', async function () {
    const sccache = await requireTool(this, 'sccache');
    const mute = createServer((socket) => socket.on('error', () => socket.destroy()).resume());
    servers.push(mute);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    assert.ok(address !== null && typeof address === 'object');
    const environment = {
      PATH: path.dirname(sccache),
      HOME: directory(),
      SCCACHE_SERVER_PORT: String(address.port),
    };
    const report = await one('sccache', { environment, deadlineMs: 2000 });
    assert.equal(report.available, false);
    assert.match(report.reason ?? '', /^Something listens on 127\.0\.0\.1:\d+ but did not answer/);
    assert.match(report.cure ?? '', /SCCACHE_SERVER_PORT/);
  });

  it('stops at once when it is interrupted', async () => {
    await program('pnpm', 'exec /bin/sleep 600');
    const controller = new AbortController();
    const probing = probeCaches(options({ signal: controller.signal, deadlineMs: 600_000 }));
    controller.abort();
    const isInterrupted = (fault: unknown) =>
      fault instanceof LanekeeperError && fault.code === 'interrupted';
    await assert.rejects(probing, isInterrupted);
    await assert.rejects(probeCaches(options({ signal: controller.signal })), isInterrupted);
  });
});

describe('overallHitRate', () => {
  it('is hits over lookups of the caches whose lookups are known', () => {
    const known = { hits: 8, misses: 2 };
    assert.equal(overallHitRate([known, { hits: 0, misses: 10 }]), 0.4);
    assert.equal(overallHitRate([known, { hits: null, misses: null }]), 0.8);
    assert.equal(overallHitRate([known, { hits: 5, misses: null }]), 0.8);
    assert.equal(overallHitRate([{ hits: 0, misses: 0 }]), null);
    assert.equal(overallHitRate([]), null);
  });

  it('is null or between 0 and 1', () => {
    const count = fc.option(fc.nat());
    fc.assert(
      fc.property(fc.array(fc.record({ hits: count, misses: count })), (caches) => {
        const rate = overallHitRate(caches);
        assert.ok(rate === null || (rate >= 0 && rate <= 1));
      }),
    );
  });
});
