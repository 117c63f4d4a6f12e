import assert from 'node:assert/strict';
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { cleanResults } from '../../../../src/core/task/result/clean-results.ts';
import { endings, graphRig, script } from '../run/graph-rig.ts';

const bytes = 1000;

describe('kept results', function () {
  this.timeout(60_000);
  const rig = graphRig();
  const names = Array.from({ length: 10 }, (_, at) => `t${String(at)}`);
  const tasks = names.map((name) =>
    script(name, `printf '%-${String(bytes)}s' ${name} > ${name}.out`, {
      inputs: ['in'],
      outputs: [`${name}.out`],
    }),
  );
  const blobs = () => path.join(rig().home, 'results', 'blobs');

  /** As if contents had been there for a while: young ones may be of a result that is being recorded. */
  function age(): void {
    const before = new Date(Date.now() - 7_200_000);
    for (const name of readdirSync(blobs())) utimesSync(path.join(blobs(), name), before, before);
  }

  function clean(limitBytes: number): Promise<number> {
    return cleanResults(rig().context.store, rig().context.location, limitBytes);
  }

  /** One run for each, so that the order in which they were used is certain. */
  async function makeAll(): Promise<void> {
    rig().write({ in: 'a' });
    for (const task of tasks) await rig().run([task]);
  }

  function removeOutputs(): void {
    for (const name of names) rmSync(path.join(rig().checkout, `${name}.out`), { force: true });
  }

  it('are left alone within the limit', async () => {
    await makeAll();
    age();
    assert.equal(await clean(names.length * bytes), 0);
    assert.equal(readdirSync(blobs()).length, names.length);
  });

  it('go beyond it, those that were not used for the longest time first', async () => {
    await makeAll();
    removeOutputs();
    // Put back, the oldest is the one used last.
    const [oldest] = tasks;
    assert.ok(oldest);
    assert.deepEqual(endings(await rig().run([oldest])), { t0: 'restored' });
    age();
    assert.equal(await clean(5 * bytes), 6 * bytes);
    assert.equal(readdirSync(blobs()).length, 4);
    removeOutputs();
    const expected = names.map((name, at) => [name, at === 0 || at > 6 ? 'restored' : 'ran']);
    assert.deepEqual(endings(await rig().run(tasks)), Object.fromEntries(expected));
  });

  it('are whole when they are put back while others clean, or else made anew', async () => {
    await makeAll();
    for (let round = 0; round < 20; round += 1) {
      removeOutputs();
      age();
      const [outcome] = await Promise.all([
        rig().run(tasks, { context: rig().open() }),
        clean((round % 10) * bytes),
      ]);
      assert.equal(outcome.run.status, 'done');
      for (const name of names) {
        assert.equal(rig().read(`${name}.out`), name.padEnd(bytes), `round ${String(round)}`);
      }
    }
  });

  it('whose folder somebody took away are made anew', async () => {
    await makeAll();
    rmSync(path.join(rig().home, 'results'), { recursive: true });
    assert.equal(await clean(bytes), names.length * bytes);
    removeOutputs();
    assert.deepEqual(new Set(Object.values(endings(await rig().run(tasks)))), new Set(['ran']));
  });
});
