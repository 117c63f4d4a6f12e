import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NpxWaits } from '../../../../src/core/contention/kernel/npx-waits.ts';
import { silentFinding } from '../../../../src/core/contention/kernel/one-wait.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { eventually, type Program, programs } from '../../process/programs.ts';
import { readProcStat } from '../../../../src/core/process/proc-stat.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** The first 16 digits of SHA-512 of "slow-tool". */
const hash = '68b7eeabd8fa959a';

describe('An npx that waits for another', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const { start } = programs();
  let server: Server | undefined;

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A registry that knows a package, and takes its time to send it: says when it was asked to. */
  async function slowRegistry(): Promise<{ url: string; asked: Promise<unknown> }> {
    const { promise: asked, resolve } = Promise.withResolvers<unknown>();
    let url = '';
    server = createServer(({ url: wanted }, response) => {
      if (wanted !== '/slow-tool') {
        resolve(wanted);
        return;
      }
      const dist = { tarball: `${url}/slow-tool-1.0.0.tgz`, shasum: '0'.repeat(40) };
      const version = { name: 'slow-tool', version: '1.0.0', bin: { 'slow-tool': 'x.js' }, dist };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          ...{ name: 'slow-tool', 'dist-tags': { latest: '1.0.0' } },
          versions: { '1.0.0': version },
        }),
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    url = `http://127.0.0.1:${address.port}`;
    return { url, asked };
  }

  /** Each look as if two seconds had passed since the one before. */
  function looking(parties: Readonly<Record<string, Program>>) {
    const owners = new Owners();
    const waits = new NpxWaits(owners);
    const agents = Object.entries(parties).map(([id, { process: root }]) => ({
      id,
      uid: id,
      process: root,
    }));
    let now = 0;
    return () => {
      owners.begin(agents);
      return waits.look((now += 2000));
    };
  }

  it('is seen with the other named, once two looks have seen it, and no more when that has gone', async function () {
    const npx = await requireTool(this, 'npx');
    const { url, asked } = await slowRegistry();
    const cache = path.join(directory(), 'npm');
    const env = ['env', `npm_config_cache=${cache}`, `npm_config_registry=${url}`];
    const holder = await start(...env, npx, '--yes', 'slow-tool');
    assert.equal(await asked, '/slow-tool-1.0.0.tgz');
    const waiter = await start(...env, npx, '--yes', 'slow-tool', 'again');
    const look = looking({ dev: holder, test: waiter });
    if (!existsSync(path.join(cache, '_npx', hash, 'concurrency.lock'))) {
      // Before version 11.5 npm takes no lock, and nobody waits.
      assert.deepEqual(await look(), []);
      return;
    }
    let [wait] = await look();
    while (!wait) {
      await delay(50);
      [wait] = await look();
    }
    assert.equal(wait.agent, 'test');
    assert.equal(wait.holder?.agent, 'dev');
    assert.equal(wait.holder.pid, holder.process.pid);
    assert.match(wait.path ?? '', /\/_npx\/[0-9a-f]{16}\/concurrency\.lock$/);
    const finding = silentFinding(wait);
    assert.equal(finding.confidence, 'likely');
    assert.equal(finding.tool, 'npm');
    assert.match(finding.text, /^npm exec slow-tool \(pid \d+\) waits in silence for the package/);
    process.kill(holder.process.pid, 'SIGKILL');
    await holder.command.result;
    assert.deepEqual(await look(), []);
  });

  it('is not taken for one where the lock was left behind', async function () {
    const npx = await requireTool(this, 'npx');
    const { url } = await slowRegistry();
    const cache = path.join(directory(), 'npm');
    const env = ['env', `npm_config_cache=${cache}`, `npm_config_registry=${url}`];
    const lock = path.join(cache, '_npx', hash, 'concurrency.lock');
    mkdirSync(lock, { recursive: true });
    utimesSync(lock, new Date(Date.now() - 30_000), new Date(Date.now() - 30_000));
    const one = await start(...env, npx, '--yes', 'slow-tool');
    const two = await start(...env, npx, '--yes', 'slow-tool');
    const isAtIt = ({ process: { pid } }: Program): boolean =>
      readProcStat(pid)?.name.startsWith('npm exec') ?? false;
    await eventually(() => isAtIt(one) && isAtIt(two));
    const look = looking({ dev: one, test: two });
    for (let count = 0; count < 4; count += 1) assert.deepEqual(await look(), []);
  });
});
