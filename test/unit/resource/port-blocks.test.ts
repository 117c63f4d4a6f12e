import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { insertAgent, removeAgent } from '../../../src/core/agent/registry.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { locate } from '../../../src/core/location.ts';
import {
  allocatePorts,
  listPortBlocks,
  releasePorts,
} from '../../../src/core/resource/port-blocks.ts';
import { isPortFree } from '../../../src/core/resource/port-probe.ts';
import { portSettingsSchema } from '../../../src/core/resource/port-settings.ts';
import { Store } from '../../../src/core/store/store.ts';
import { finishedAgent } from '../../fixtures/finished-agent.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const program = path.join(import.meta.dirname, '../../fixtures/programs/allocate-ports.ts');

/** A range that no other test uses. */
const range = { first: 18_300, last: 18_399, count: 10 };

describe('the ports of an agent', () => {
  const directory = temporaryDirectory();
  const stores: Store[] = [];
  const servers: Server[] = [];

  const open = () => {
    const location = locate({ LANEKEEPER_HOME: directory() });
    const store = new Store(location.database);
    stores.push(store);
    return { store, location };
  };
  const give = async (at: ReturnType<typeof open>, id: string, settings = range) => {
    const agent = finishedAgent(id);
    await at.store.write((transaction) => {
      insertAgent(transaction, agent);
    });
    return { agent, ports: await allocatePorts(at, id, settings) };
  };
  const listen = async (port: number, host: string) => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  };

  afterEach(async () => {
    for (const store of stores.splice(0)) store.dispose();
    await Promise.all(servers.splice(0).map((server) => promisify(server.close.bind(server))()));
  });

  it('follow each other, and no other agent gets one of them', async () => {
    const at = open();
    const a = await give(at, 'a');
    const b = await give(at, 'b');
    assert.deepEqual(
      a.ports,
      [...Array(10).keys()].map((index) => 18_300 + index),
    );
    assert.deepEqual(
      b.ports,
      [...Array(10).keys()].map((index) => 18_310 + index),
    );
  });

  for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
    it(`are none on which somebody listens at ${host}`, async function () {
      await listen(18_304, host).catch((fault: unknown) => {
        // A machine without IPv6.
        if (host.includes(':')) this.skip();
        throw fault;
      });
      assert.equal(await isPortFree(18_304), false);
      const { ports } = await give(open(), 'a');
      assert.equal(ports[0], 18_305);
    });
  }

  it('stay the same until the agent is removed, then they are free again', async () => {
    const at = open();
    const { agent, ports } = await give(at, 'a');
    at.store.dispose();
    const again = open();
    assert.deepEqual(listPortBlocks(again.store), [{ first: 18_300, count: 10, agent: 'a' }]);
    await again.store.write((transaction) => {
      removeAgent(transaction, agent);
    });
    assert.deepEqual(listPortBlocks(again.store), []);
    assert.deepEqual((await give(again, 'b')).ports, ports);
  });

  it('can be given back while the agent stays', async () => {
    const at = open();
    await give(at, 'a');
    await at.store.write((transaction) => {
      releasePorts(transaction, 'a');
    });
    assert.deepEqual(listPortBlocks(at.store), []);
  });

  it('come in blocks of another size beside those given before', async () => {
    const at = open();
    await give(at, 'a');
    assert.deepEqual((await give(at, 'b', { ...range, count: 3 })).ports, [18_310, 18_311, 18_312]);
    assert.equal((await give(at, 'c')).ports[0], 18_313);
  });

  it('are refused with the cure when none are left', async () => {
    const at = open();
    await give(at, 'a', { ...range, last: 18_315 });
    await assert.rejects(
      give(at, 'b', { ...range, last: 18_315 }),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'ports-exhausted' &&
        fault.cure.includes('Clean'),
    );
  });

  it('are none where the settings say so', async () => {
    assert.deepEqual((await give(open(), 'a', { ...range, count: 0 })).ports, []);
  });

  it('are never the same for agents that many processes make at once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const outputs = await Promise.all(
      ids.map((id) =>
        promisify(execFile)(
          process.execPath,
          ['--no-warnings', program, id, '18300', '18399', '10'],
          { env: { ...process.env, LANEKEEPER_HOME: directory() } },
        ),
      ),
    );
    const ports = outputs.flatMap(({ stdout }) => z.array(z.number()).parse(JSON.parse(stdout)));
    // Ten blocks of ten are just what the range holds: none is lost either.
    assert.deepEqual(
      ports.sort((a, b) => a - b),
      [...Array(100).keys()].map((index) => 18_300 + index),
    );
  });

  it('cannot be set to a range that holds no block', () => {
    assert.equal(portSettingsSchema().safeParse({ first: 20_000, last: 20_005 }).success, false);
    assert.equal(portSettingsSchema().safeParse({ first: 80 }).success, false);
    assert.equal(portSettingsSchema().safeParse({}).success, true);
  });
});
