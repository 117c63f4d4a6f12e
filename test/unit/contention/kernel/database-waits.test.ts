import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseWaits } from '../../../../src/core/contention/kernel/database-waits.ts';
import type { KernelWait } from '../../../../src/core/contention/kernel/kernel-waits.ts';
import { silentFinding } from '../../../../src/core/contention/kernel/one-wait.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { type Program, programs } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** Holds a database in a transaction until its input ends. */
const holding = `
import sqlite3, sys
d = sqlite3.connect(sys.argv[1], isolation_level=None)
d.execute('pragma journal_mode=' + sys.argv[2])
d.execute('create table if not exists t(x)')
d.execute(sys.argv[3])
print('held', flush=True)
open(sys.argv[4]).read()
d.execute('commit')
print('done', flush=True)
open(sys.argv[4]).read()
`;

/** Asks for a database that is held for as long as it takes. */
const asking = `
import sqlite3, sys
d = sqlite3.connect(sys.argv[1], timeout=600, isolation_level=None)
d.execute('insert into t values (1)')
`;

describe('Waits for a database of SQLite, of programs that ask again and again', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const file = (name: string) => path.join(directory(), name);

  function looking(parties: Readonly<Record<string, Program>>): () => KernelWait[] {
    const owners = new Owners();
    const waits = new DatabaseWaits(owners);
    const agents = Object.entries(parties).map(([id, { process: root }]) => ({
      id,
      uid: id,
      process: root,
    }));
    return () => {
      owners.begin(agents);
      return waits.look();
    };
  }

  /** Looks, as often as the watcher does, until it is so; the test's own time-out is the limit. */
  async function until(look: () => KernelWait[], isSo: (waits: KernelWait[]) => boolean) {
    for (;;) {
      const waits = look();
      if (isSo(waits)) return waits;
      await delay(250);
    }
  }

  function fifo(name: string): string {
    execFileSync('mkfifo', [file(name)]);
    return file(name);
  }

  for (const [mode, statement] of [
    ['delete', 'begin exclusive'],
    ['wal', 'begin immediate'],
  ] as const) {
    it(`are seen with waiter, holder and file in mode ${mode}, and end with the wait`, async function () {
      const python = await requireTool(this, 'python3');
      const go = fifo('go');
      const holder = await start(python, '-c', holding, file('app.db'), mode, statement, go);
      assert.equal(await holder.line(), 'held');
      const waiter = await start(python, '-c', asking, file('app.db'));
      const look = looking({ dev: holder, test: waiter });
      const [wait] = await until(look, (waits) => waits.length > 0);
      assert.equal(wait?.agent, 'test');
      assert.equal(wait.path, file('app.db'));
      assert.equal(wait.holder?.agent, 'dev');
      assert.equal(wait.holder.pid, holder.process.pid);
      const finding = silentFinding(wait);
      assert.equal(finding.confidence, 'likely');
      assert.match(finding.text, /waits in silence for a database, .*app\.db, held by python3/);
      writeFileSync(go, 'on');
      await until(look, (waits) => waits.length === 0);
      assert.equal(await holder.line(), 'done');
    });
  }

  it('are not taken for those of a program that has the file open and sleeps', async function () {
    const python = await requireTool(this, 'python3');
    const go = fifo('go');
    const holder = await start(
      ...[python, '-c', holding, file('app.db'), 'delete', 'begin immediate', go],
    );
    assert.equal(await holder.line(), 'held');
    const script = `
import sqlite3, sys, time
d = sqlite3.connect(sys.argv[1])
d.execute('select * from t').fetchall()
print('sleeps', flush=True)
time.sleep(1000)
`;
    const sleeper = await start(python, '-c', script, file('app.db'));
    assert.equal(await sleeper.line(), 'sleeps');
    const look = looking({ dev: holder, test: sleeper });
    for (let count = 0; count < 5; count += 1) {
      assert.deepEqual(look(), []);
      await delay(50);
    }
  });
});
