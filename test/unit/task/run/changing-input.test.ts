import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { hashLargeContent } from '../../../../src/core/task/fingerprint/content-hash.ts';
import { endings, graphRig, script } from './graph-rig.ts';

describe('an input that changes while it is hashed', function () {
  this.timeout(60_000);
  const rig = graphRig();
  const file = () => path.join(rig().checkout, 'in');

  beforeEach(() => {
    rig().write({ in: 'x'.repeat(16 * 1024 ** 2) });
  });

  let isOver = true;
  afterEach(() => {
    isOver = true;
  });

  /** Writes into the file whenever the event loop turns; returns what ends it. */
  function keepWriting(): () => void {
    const descriptor = openSync(file(), 'r+');
    let count = 0;
    isOver = false;
    const write = (): void => {
      if (isOver) {
        closeSync(descriptor);
        return;
      }
      count += 1;
      writeSync(descriptor, String(count), 0);
      setImmediate(write);
    };
    write();
    return () => {
      isOver = true;
    };
  }

  it('has no hash that counts until it rests', async () => {
    const end = keepWriting();
    const changing = await hashLargeContent(file());
    assert.equal(changing?.isSteady, false);
    end();
    await new Promise(setImmediate);
    const resting = await hashLargeContent(file());
    assert.equal(resting?.isSteady, true);
    assert.equal(resting.hash, hash('sha256', readFileSync(file())));
  });

  it('makes a result that is kept for nobody', async () => {
    const task = script('make', 'wc -c < in > out', { inputs: ['in'], outputs: ['out'] });
    const end = keepWriting();
    const first = await rig().run([task], {
      onState: (_, { status }) => {
        if (status === 'running') end();
      },
    });
    assert.deepEqual(endings(first), { make: 'ran' });
    assert.deepEqual(rig().context.store.all('SELECT * FROM task_results'), []);
    assert.deepEqual(endings(await rig().run([task])), { make: 'ran' });
    assert.deepEqual(endings(await rig().run([task])), { make: 'fresh' });
  });
});
