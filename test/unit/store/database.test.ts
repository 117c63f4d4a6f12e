import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

  it('is migrated once when many processes open it for the first time at once', () => {
    const file = path.join(directory(), 'lanekeeper.db');
    const script = `
      const { openDatabase } = await import(${JSON.stringify(new URL('../../../src/core/store/database.ts', import.meta.url).href)});
      openDatabase(process.argv[1]).close();`;
    const shell = Array.from(
      { length: 6 },
      () => `"${process.execPath}" --input-type=module -e "$SCRIPT" "$FILE" & pids="$pids $!";`,
    ).join('\n');
    execFileSync('sh', ['-c', `${shell}\nfor pid in $pids; do wait "$pid" || exit 1; done`], {
      env: { ...process.env, SCRIPT: script, FILE: file },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const database = openDatabase(file);
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    database.close();
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
