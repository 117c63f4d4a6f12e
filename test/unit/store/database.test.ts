import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { execa } from 'execa';
import { LanekeeperError } from '../../../src/core/error.ts';
import { openDatabase, walIsSafe } from '../../../src/core/store/database.ts';
import { migrations } from '../../../src/core/store/schema.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function refused(file: string): LanekeeperError {
  try {
    openDatabase(file).close();
  } catch (thrown) {
    assert.ok(thrown instanceof LanekeeperError, String(thrown));
    assert.ok(thrown.cure.length > 0);
    return thrown;
  }
  return assert.fail('the database was opened');
}

describe('opening the database', () => {
  const directory = temporaryDirectory();

  it('creates it with the latest schema, and finds it as it was the next time', () => {
    const file = path.join(directory(), 'state', 'lanekeeper.db');
    const first = openDatabase(file);
    first.exec("INSERT INTO events (time, document) VALUES ('t', '{}')");
    first.close();
    const second = openDatabase(file);
    assert.equal(second.prepare('SELECT count(*) AS n FROM events').get()?.['n'], 1);
    assert.equal(second.prepare('PRAGMA user_version').get()?.['user_version'], migrations.length);
    second.close();
  });

  it('refuses a file that is no database and leaves it byte for byte', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    writeFileSync(file, 'these are my notes, not a database\n'.repeat(200));
    const before = digest(file);
    const error = refused(file);
    assert.equal(error.code, 'database-corrupt');
    assert.match(error.cure, /mv /);
    assert.equal(digest(file), before);
  });

  it('refuses a database with damaged pages and leaves it byte for byte', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    const database = openDatabase(file);
    const insert = database.prepare("INSERT INTO events (time, document) VALUES ('t', ?)");
    for (let row = 0; row < 500; row += 1) insert.run('x'.repeat(200));
    database.exec('PRAGMA journal_mode = DELETE');
    database.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096 * 3, 4096 * 9);
    writeFileSync(file, bytes);
    const before = digest(file);
    assert.equal(refused(file).code, 'database-corrupt');
    assert.equal(digest(file), before);
  });

  it('refuses a database that a later version wrote', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    const database = openDatabase(file);
    database.exec(`PRAGMA user_version = ${String(migrations.length + 1)}`);
    database.close();
    const error = refused(file);
    assert.equal(error.code, 'database-too-recent');
    assert.match(error.cure, /Update/);
  });

  it('refuses a database of another program', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE bookmarks (url TEXT)');
    database.close();
    assert.equal(refused(file).code, 'database-incompatible');
  });

  it('names a file that is where its directory should be, and leaves it alone', () => {
    const inTheWay = path.join(directory(), 'state');
    writeFileSync(inTheWay, 'notes');
    for (const state of [inTheWay, path.join(inTheWay, 'below')]) {
      const error = refused(path.join(state, 'lanekeeper.db'));
      assert.equal(error.code, 'not-writable');
      assert.ok(error.message.includes(state));
      assert.match(error.cure, /Move that file aside/);
    }
    assert.equal(readFileSync(inTheWay, 'utf8'), 'notes');
  });

  it('names a directory that cannot be made though its parent is there', function () {
    if (process.platform !== 'linux') this.skip();
    const fault = refused('/proc/lanekeeper/lanekeeper.db');
    assert.equal(fault.code, 'not-writable');
    assert.match(fault.message, /\/proc\/lanekeeper cannot be made/);
  });

  it('waits for who writes to a database that has no write-ahead log yet', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    // 0: not yet, 1: it holds the lock. It lets go by itself, because opening blocks this thread.
    const isHeld = new Int32Array(new SharedArrayBuffer(4));
    const holder = new Worker(
      `const { DatabaseSync } = require('node:sqlite');
       const { file, isHeld } = require('node:worker_threads').workerData;
       const database = new DatabaseSync(file);
       database.exec('BEGIN IMMEDIATE');
       Atomics.store(isHeld, 0, 1);
       Atomics.notify(isHeld, 0);
       Atomics.wait(isHeld, 0, 1, 200);
       database.exec('COMMIT');`,
      { eval: true, workerData: { file, isHeld } },
    );
    assert.notEqual(Atomics.wait(isHeld, 0, 0, 20_000), 'timed-out');
    const database = openDatabase(file);
    assert.equal(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
    database.close();
    holder.unref();
  });

  it('is done by both when two processes do it for the first time at the same moment, again and again', async () => {
    const rounds = 30;
    const script = `
      const { openDatabase } = await import(${JSON.stringify(new URL('../../../src/core/store/database.ts', import.meta.url).href)});
      const { existsSync, writeFileSync } = await import('node:fs');
      const [directory, own, other] = process.argv.slice(1);
      for (let round = 0; round < ${String(rounds)}; round += 1) {
        writeFileSync(directory + '/' + own + round, '');
        while (!existsSync(directory + '/' + other + round));
        openDatabase(directory + '/' + round + '.db').close();
      }`;
    const both = [
      ['one', 'other'],
      ['other', 'one'],
    ].map((names) =>
      execa(process.execPath, ['--input-type=module', '-e', script, directory(), ...names]),
    );
    try {
      await Promise.all(both);
    } finally {
      // When one has failed the other waits for it for ever.
      for (const process of both) process.kill('SIGKILL');
    }
    for (let round = 0; round < rounds; round += 1) {
      const database = openDatabase(path.join(directory(), `${String(round)}.db`));
      assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
      database.close();
    }
  });
});

describe('write-ahead logging', () => {
  it('is used only with a SQLite that has the WAL-reset fix', () => {
    assert.equal(walIsSafe('3.51.2'), false);
    assert.equal(walIsSafe('3.51.3'), true);
    assert.equal(walIsSafe('3.53.4'), true);
    assert.equal(walIsSafe('3.46.1'), false);
  });
});
