import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type ListenOptions, type Server } from 'node:net';
import path from 'node:path';
import { sccache } from '../../../../src/core/cache/probes/sccache.ts';
import { isListening, sccacheAddress } from '../../../../src/core/cache/sccache-address.ts';
import { ensureSccacheServer } from '../../../../src/core/cache/sccache-server.ts';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { findExecutable } from '../../../../src/core/process/find-executable.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, look, run } from '../look.ts';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/sccache-answers');

describe('sccache', () => {
  const directory = temporaryDirectory();

  const occupants: Server[] = [];
  afterEach(async () => {
    for (const server of occupants.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  /** Listens as another program would, and answers every connection with the text; with none it stays mute. */
  async function occupy(where: ListenOptions, text: string | Buffer): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy()).resume();
      if (text.length > 0) socket.end(text);
    });
    occupants.push(server);
    await new Promise<void>((resolve) => server.listen(where, resolve));
  }

  /** A server, a cache and a configuration of its own, so that nothing of the user's is seen or changed. */
  function privately(settings: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...process.env,
      LANEKEEPER_HOME: path.join(directory(), 'home'),
      SCCACHE_SERVER_UDS: path.join(directory(), 'server'),
      SCCACHE_DIR: path.join(directory(), 'cache'),
      SCCACHE_CONF: path.join(directory(), 'none'),
      CARGO_INCREMENTAL: '0',
      ...settings,
    };
  }

  function onPort(port: number): NodeJS.ProcessEnv {
    return { ...privately(), SCCACHE_SERVER_UDS: undefined, SCCACHE_SERVER_PORT: String(port) };
  }

  /** Compiles one crate through sccache, from the start. */
  async function compile(rustc: string, environment: NodeJS.ProcessEnv): Promise<void> {
    const tool = await findExecutable('sccache', environment);
    assert.ok(tool !== null);
    await writeFile(path.join(directory(), 'lib.rs'), 'pub fn answer() -> u32 { 42 }\n');
    await mkdir(path.join(directory(), 'out'), { recursive: true });
    const parameters = ['--crate-name', 'sample', '--crate-type', 'lib', '--emit', 'metadata,link'];
    const all = [rustc, ...parameters, '--out-dir', 'out', 'lib.rs'];
    await run(tool, all, directory(), environment);
  }

  for (const place of ['a unix socket', 'a port'] as const) {
    it(`counts a miss and then a hit at a server on ${place}`, async function () {
      const [tool, rustc] = [await requireTool(this, 'sccache'), await requireTool(this, 'rustc')];
      const environment = place === 'a port' ? onPort(await freePort()) : privately();
      const server = await ensureSccacheServer(environment);
      assert.ok(server.started);
      try {
        const fresh = await look(sccache, environment);
        assert.deepEqual(fresh.counters, { hits: 0, misses: 0 });
        assert.equal(fresh.location, path.join(directory(), 'cache'));
        await compile(rustc, environment);
        assert.deepEqual((await look(sccache, environment)).counters, { hits: 0, misses: 1 });
        await compile(rustc, environment);
        const warm = await look(sccache, environment);
        assert.deepEqual(warm.counters, { hits: 1, misses: 1 });
        assert.equal(warm.explanation, null);
        assert.match(warm.version ?? '', /^\d+\.\d+/);
        assert.ok((await bytesOf(warm)) > 0);
        assert.deepEqual(await ensureSccacheServer(environment), { ...server, started: false });
      } finally {
        await run(tool, ['--stop-server'], directory(), environment);
      }
    });
  }

  it('starts one server when several ask for it at the same time', async function () {
    const tool = await requireTool(this, 'sccache');
    const environment = privately();
    try {
      const servers = await Promise.all([1, 2, 3, 4].map(() => ensureSccacheServer(environment)));
      assert.equal(servers.filter(({ started }) => started).length, 1);
    } finally {
      await run(tool, ['--stop-server'], directory(), environment);
    }
  });

  it('starts no server by looking, and says where the cache would be', async function () {
    await requireTool(this, 'sccache');
    const environment = privately();
    const result = await look(sccache, environment);
    assert.ok(result.available);
    assert.match(result.explanation?.reason ?? '', /^No sccache server is running at .+\/server,/);
    assert.match(result.explanation?.cure ?? '', /sccache --start-server/);
    assert.equal(result.location, path.join(directory(), 'cache'));
    assert.equal(result.counters, null);
    assert.equal(await isListening(sccacheAddress(environment, '/')), false);
  });

  it('reads the directory from the configuration file as sccache does', async function () {
    await requireTool(this, 'sccache');
    const SCCACHE_CONF = path.join(directory(), 'config');
    await writeFile(SCCACHE_CONF, '[cache.disk]\ndir = "/var/cache/of-the-team"\n');
    const environment = privately({ SCCACHE_CONF, SCCACHE_DIR: '' });
    assert.equal((await look(sccache, environment)).location, '/var/cache/of-the-team');
    await writeFile(SCCACHE_CONF, 'not [ toml');
    const broken = await look(sccache, { ...environment, XDG_CACHE_HOME: directory() });
    assert.equal(path.basename(broken.location ?? ''), 'sccache');
  });

  it('gives up on a program that listens at the address and never answers', async function () {
    await requireTool(this, 'sccache');
    const environment = privately();
    await occupy({ path: environment['SCCACHE_SERVER_UDS'] }, '');
    const result = await look(sccache, environment, { deadlineMs: 500 });
    assert.equal(result.available, false);
    assert.match(
      result.explanation?.reason ?? '',
      /^Something listens on .+ but did not answer as an sccache server: no answer within 0\.5 s\.$/,
    );
    assert.match(result.explanation?.cure ?? '', /SCCACHE_SERVER_UDS/);
  });

  it('refuses to go on when another program holds the port', async function () {
    await requireTool(this, 'sccache');
    const port = await freePort();
    await occupy({ host: '127.0.0.1', port }, 'HTTP/1.1 400 Bad Request\r\n\r\n');
    await assert.rejects(
      ensureSccacheServer(onPort(port)),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'command-failed' &&
        fault.cure.includes('SCCACHE_SERVER_PORT'),
    );
  });

  /** What a server of that version answered to the question for its statistics, recorded between it and sccache 0.16. */
  async function recorded(version: string): Promise<Buffer> {
    const file = path.join(fixtures, `stats-${version}.hex`);
    return Buffer.from((await readFile(file, 'utf8')).replace(/\s/g, ''), 'hex');
  }

  it('uses a server of another version that it understands, and says so', async function () {
    await requireTool(this, 'sccache');
    const environment = privately();
    await occupy({ path: environment['SCCACHE_SERVER_UDS'] }, await recorded('0.15.0'));
    const { started, otherVersion } = await ensureSccacheServer(environment);
    assert.equal(started, false);
    assert.match(
      otherVersion?.reason ?? '',
      /^The sccache server at .+ is version 0\.15\.0, and sccache here is version \d+\.\d+\.\d+: they/,
    );
    assert.match(otherVersion?.cure ?? '', /--stop-server/);
    const seen = await look(sccache, environment);
    assert.ok(seen.available);
    assert.deepEqual(seen.explanation, otherVersion);
    assert.deepEqual(seen.counters, { hits: 0, misses: 0 });
  });

  it('does without a server whose version it does not understand, and leaves it alone', async function () {
    await requireTool(this, 'sccache');
    const environment = privately();
    await occupy({ path: environment['SCCACHE_SERVER_UDS'] }, await recorded('0.10.0'));
    await assert.rejects(
      ensureSccacheServer(environment),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.message.includes('a server of another version') &&
        fault.cure.includes('--stop-server'),
    );
    assert.equal(await isListening(sccacheAddress(environment, '/')), true);
  });

  it('says so when sccache is not installed', async () => {
    const environment = { PATH: directory(), HOME: directory() };
    const result = await look(sccache, environment);
    assert.equal(result.available, false);
    assert.match(result.explanation?.reason ?? '', /not found on PATH/);
    await assert.rejects(
      ensureSccacheServer(environment),
      (fault) => fault instanceof LanekeeperError && fault.code === 'toolchain-missing',
    );
  });
});

describe('sccacheAddress', () => {
  it('is the socket if one is set, else the port, else 4226', () => {
    const of = (environment: NodeJS.ProcessEnv) => sccacheAddress(environment, '/home/me', 'linux');
    assert.deepEqual(of({ SCCACHE_SERVER_UDS: '/run/s', SCCACHE_SERVER_PORT: '1' }), {
      socket: '/run/s',
    });
    assert.deepEqual(of({ SCCACHE_SERVER_UDS: '\\x00name' }), { socket: '\0name' });
    assert.deepEqual(of({ SCCACHE_SERVER_PORT: '5000' }), { port: 5000 });
    for (const port of ['', 'x', '-1', '70000', '1.5']) {
      assert.deepEqual(of({ SCCACHE_SERVER_PORT: port }), { port: 4226 }, port);
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}
