import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  findListener,
  listeningSockets,
} from '../../../../src/core/contention/kernel/listeners.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { identify } from '../../../../src/core/process/identity.ts';

/** Recorded with `cat /proc/net/tcp` on Linux 6.18. */
const recorded = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0
   1: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12347 1 0000000000000000 20 4 30 10 -1
`;

describe('who listens on a port', () => {
  it('is told by the socket that listens, not by those that are connected to it', () => {
    assert.deepEqual(listeningSockets(recorded, 8080), ['12345']);
    assert.deepEqual(listeningSockets(recorded, 40_000), []);
    assert.deepEqual(listeningSockets('', 8080), []);
  });

  it('is found by its open files, with its agent, and nobody once it has stopped', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const host of ['127.0.0.1', '::']) {
      const server = createServer().listen(0, host);
      await once(server, 'listening');
      const address = server.address();
      assert.ok(typeof address === 'object' && address);
      const owners = new Owners();
      owners.begin([{ id: 'dev', uid: 'dev', process: identify(process.pid) }]);
      const party = findListener(address.port, owners);
      assert.equal(party?.pid, process.pid);
      assert.equal(party.agent, 'dev');
      server.close();
      await once(server, 'close');
      assert.equal(findListener(address.port, owners), null);
    }
  });
});
