import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ErrorCode } from '../../../src/core/error.ts';
import { writePatiently } from '../../../src/core/store/patient-write.ts';
import { Store } from '../../../src/core/store/store.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const fill = "INSERT INTO events (time, document) VALUES ('t', ?)";

describe('what only one process knows', () => {
  const directory = temporaryDirectory();
  const file = (): string => path.join(directory(), 'lanekeeper.db');

  it('is written once a full disk has space again', async () => {
    const store = new Store(file());
    // max_page_count makes SQLite fail with the very code that a full disk does (https://sqlite.org/rescode.html#full).
    const { page_count: pages } = z
      .object({ page_count: z.number() })
      .parse(store.get('PRAGMA page_count'));
    store.get(`PRAGMA max_page_count = ${String(pages)}`);
    const reasons: ErrorCode[] = [];
    await writePatiently(
      store,
      (transaction) => transaction.run(fill, 'x'.repeat(50_000)),
      ({ code }) => {
        reasons.push(code);
        store.get('PRAGMA max_page_count = 100000');
      },
    );
    assert.deepEqual(reasons, ['disk-full']);
    assert.equal(store.latestSequence(), 1);
    store.dispose();
  });

  it('is written once another process lets go of the database', async () => {
    const store = new Store(file(), 0);
    const other = new DatabaseSync(file());
    other.exec('BEGIN IMMEDIATE');
    const reasons: ErrorCode[] = [];
    await writePatiently(
      store,
      (transaction) => transaction.run(fill, 'x'),
      ({ code }) => {
        reasons.push(code);
        other.exec('COMMIT');
      },
    );
    assert.deepEqual(reasons, ['database-busy']);
    assert.equal(store.latestSequence(), 1);
    other.close();
    store.dispose();
  });

  it('is not tried again where trying cannot help', async () => {
    const store = new Store(file());
    const failure = new Error('in the middle');
    await assert.rejects(
      writePatiently(
        store,
        () => {
          throw failure;
        },
        () => assert.fail('it is not to wait'),
      ),
      { code: 'internal', cause: failure },
    );
    store.dispose();
  });
});
