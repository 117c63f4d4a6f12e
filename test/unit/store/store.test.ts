import { existsSync, statSync } from 'node:fs';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { LanekeeperError } from '../../../src/core/error.ts';
import type { LanekeeperEvent } from '../../../src/core/events.ts';
import { followEvents } from '../../../src/core/store/event-log.ts';
import { Store } from '../../../src/core/store/store.ts';
import { smallDisks } from '../small-disk.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const storeUrl = new URL('../../../src/core/store/store.ts', import.meta.url).href;

/** A process that adds to one counter in transactions, for ever, printing each value it committed. */
function startCounter(file: string): ChildProcess {
  const script = `
    const { Store } = await import(${JSON.stringify(storeUrl)});
    const store = new Store(process.argv[1]);
    for (;;) {
      const value = await store.write((transaction) => {
        const row = transaction.get("SELECT expires FROM leases WHERE name = 'counter'");
        const next = (row?.expires ?? 0) + 1;
        transaction.run("INSERT OR REPLACE INTO leases VALUES ('counter', 'x', ?)", next);
        transaction.emit({ type: 'agent-changed', agent: 'a' + next });
        return next;
      });
      process.stdout.write(value + '\\n');
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function committed(counter: ChildProcess, count: number): Promise<number[]> {
  assert.ok(counter.stdout);
  const values: number[] = [];
  for await (const line of createInterface({ input: counter.stdout })) {
    values.push(Number(line));
    if (values.length >= count) break;
  }
  return values;
}

describe('the store', () => {
  const directory = temporaryDirectory();
  const file = () => path.join(directory(), 'lanekeeper.db');

  it('keeps nothing of a transaction that throws', async () => {
    const store = new Store(file());
    await assert.rejects(
      store.write((transaction) => {
        transaction.emit({ type: 'agent-changed', agent: 'a' });
        throw new Error('in the middle');
      }),
      /in the middle/,
    );
    assert.equal(store.latestSequence(), 0);
    await store.write((transaction) => {
      transaction.emit({ type: 'agent-changed', agent: 'a' });
    });
    assert.equal(store.latestSequence(), 1);
    store.dispose();
  });

  it('waits for another process that writes, without blocking the event loop, and then writes', async () => {
    const store = new Store(file());
    const other = new DatabaseSync(file());
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
      if (turns === 3) other.exec('COMMIT');
    }, 1);
    await store.write((transaction) => {
      transaction.emit({ type: 'agent-changed', agent: 'a' });
    });
    clearInterval(ticking);
    assert.ok(turns >= 3);
    assert.equal(store.latestSequence(), 1);
    other.close();
    store.dispose();
  });

  it('counts without gap or repeat when processes write at once and are killed at any moment', async () => {
    new Store(file()).dispose();
    const counters = [startCounter(file()), startCounter(file()), startCounter(file())];
    const seen = await Promise.all(counters.map((counter) => committed(counter, 60)));
    for (const counter of counters) {
      const exit = once(counter, 'exit');
      counter.kill('SIGKILL');
      await exit;
    }
    const values = seen.flat();
    assert.equal(new Set(values).size, values.length, 'one value was given out twice');
    const store = new Store(file());
    assert.equal(
      store.latestSequence(),
      z.object({ expires: z.number() }).parse(store.get('SELECT expires FROM leases')).expires,
      'an event and the state it tells of were not committed together',
    );
    store.dispose();
  });

  it('gives up on a process that keeps the database, names it, and writes again once it is free', async () => {
    const store = new Store(file(), 0);
    const other = new DatabaseSync(file());
    other.exec('BEGIN IMMEDIATE');
    const write = (): Promise<void> =>
      store.write((transaction) => {
        transaction.emit({ type: 'agent-changed', agent: 'a' });
      });
    await assert.rejects(write(), (error) => {
      assert.ok(error instanceof LanekeeperError);
      assert.equal(error.code, 'database-busy');
      assert.ok(error.message.includes(file()));
      assert.match(error.cure, /see which process holds it/);
      return true;
    });
    other.exec('ROLLBACK');
    other.close();
    await write();
    assert.equal(store.latestSequence(), 1);
    store.dispose();
  });

  it('reports a disk that is full, and writes again once there is space', async () => {
    const store = new Store(file());
    const write = () =>
      store.write((transaction) => {
        transaction.run("INSERT INTO events (time, document) VALUES ('t', ?)", 'x'.repeat(50_000));
      });
    await write();
    // max_page_count makes SQLite fail with the very code that a full disk does (https://sqlite.org/rescode.html#full).
    const pages = z
      .object({ page_count: z.number() })
      .parse(store.get('PRAGMA page_count')).page_count;
    store.get(`PRAGMA max_page_count = ${String(pages)}`);
    await assert.rejects(write(), (error) => {
      assert.ok(error instanceof LanekeeperError);
      assert.equal(error.code, 'disk-full');
      assert.ok(error.message.includes(file()));
      assert.match(error.cure, /Free some space/);
      return true;
    });
    assert.equal(store.latestSequence(), 1);
    store.get('PRAGMA max_page_count = 100000');
    await write();
    assert.equal(store.latestSequence(), 2);
    store.dispose();
  });
});

describe('the store on a full disk', () => {
  const smallDisk = smallDisks();
  const directory = temporaryDirectory();

  it('gives up its reserve for what sets space free or would be lost, and for nothing else', async function () {
    const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
    const store = new Store(path.join(disk.path, 'lanekeeper.db'));
    const reserve = path.join(disk.path, 'reserve');
    const write = (fromReserve: boolean): Promise<unknown> =>
      store.write(
        (transaction) =>
          transaction.run(
            "INSERT INTO events (time, document) VALUES ('t', ?)",
            'x'.repeat(50_000),
          ),
        { fromReserve },
      );
    await write(false);
    disk.fill();
    await assert.rejects(write(false), { code: 'disk-full' });
    assert.ok(existsSync(reserve));
    await write(true);
    assert.ok(!existsSync(reserve));
    assert.equal(store.latestSequence(), 2);
    disk.fill();
    await assert.rejects(write(true), { code: 'disk-full' });
    disk.free();
    await write(false);
    store.dispose();
  });

  it('is opened by means of the reserve, which is put by again when there is space', async function () {
    const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
    const file = path.join(disk.path, 'lanekeeper.db');
    const reserve = path.join(disk.path, 'reserve');
    new Store(file).dispose();
    disk.fill();
    new Store(file).dispose();
    assert.ok(!existsSync(reserve));
    disk.fill();
    assert.throws(() => new Store(file), { code: 'disk-full' });
    assert.ok(!existsSync(reserve));
    disk.free();
    new Store(file).dispose();
    assert.equal(statSync(reserve).size, 1024 ** 2);
  });
});

describe('following events', () => {
  const directory = temporaryDirectory();

  it('delivers what other processes commit, once and in order', async () => {
    const file = path.join(directory(), 'lanekeeper.db');
    const store = new Store(file);
    const events: LanekeeperEvent[] = [];
    const enough = Promise.withResolvers<undefined>();
    const log = followEvents(
      store,
      (event) => {
        events.push(event);
        if (events.length === 40) enough.resolve(undefined);
      },
      (fault) => {
        enough.reject(fault);
      },
    );
    const counters = [startCounter(file), startCounter(file)];
    // The log's timer does not hold the process; something must while it waits.
    const alive = setInterval(() => undefined, 1000);
    await enough.promise;
    clearInterval(alive);
    log.dispose();
    for (const counter of counters) {
      const exit = once(counter, 'exit');
      counter.kill('SIGKILL');
      await exit;
    }
    store.dispose();
    assert.deepEqual(
      events.map((event) => event.sequence),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(
      events.map((event) => 'agent' in event && event.agent),
      events.map((_, index) => `a${String(index + 1)}`),
    );
  });

  it('passes over kinds of events that a later version writes', async () => {
    const store = new Store(path.join(directory(), 'lanekeeper.db'));
    const events: LanekeeperEvent[] = [];
    const log = followEvents(
      store,
      (event) => events.push(event),
      (fault) => {
        throw fault;
      },
    );
    await store.write((transaction) => {
      transaction.run('INSERT INTO events (time, document) VALUES (\'t\', \'{"type":"later"}\')');
      transaction.emit({ type: 'agent-changed', agent: 'a' });
    });
    log.flush();
    log.dispose();
    store.dispose();
    assert.deepEqual(
      events.map((event) => event.type),
      ['agent-changed'],
    );
  });
});
