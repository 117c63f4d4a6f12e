import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { checkoutDirectory } from '../../../../src/core/task/fingerprint/checkout-directory.ts';
import { endings, graphRig, script } from './graph-rig.ts';

const realNow = Date.now;

describe('a clock that is set while tasks run', () => {
  const rig = graphRig();
  let offset = 0;

  beforeEach(() => {
    // Files of this moment count as old enough to be noted.
    offset = 60_000;
    Date.now = () => realNow() + offset;
  });

  afterEach(() => {
    Date.now = realNow;
  });

  const make = script('make', 'cat in > out; echo x >> ran', { inputs: ['in'], outputs: ['out'] });

  function notes(): string[] {
    const directory = checkoutDirectory(rig().context.location, rig().checkout);
    return readdirSync(directory).filter((name) => name.startsWith('fresh-'));
  }

  it('leaves no note that nothing is to be done, which rests on dates', async () => {
    rig().write({ in: 'a' });
    await rig().run([make]);
    await rig().run([make]);
    assert.equal(notes().length, 1);
    for (const jump of [3_600_000, -3_600_000]) {
      rig().write({ in: String(jump) });
      const outcome = await rig().run([make], {
        onState: () => {
          offset += jump;
        },
      });
      assert.deepEqual(endings(outcome), { make: 'ran' });
      assert.deepEqual(notes(), []);
    }
  });

  it('hides no change, however often it jumps', async () => {
    for (const [edit, jump] of [0, -86_400_000, 86_400_000, -1, 3000].entries()) {
      offset += jump;
      rig().write({ in: String(edit) });
      assert.deepEqual(endings(await rig().run([make])), { make: 'ran' });
      assert.equal(rig().read('out'), String(edit));
      assert.deepEqual(endings(await rig().run([make])), { make: 'fresh' });
    }
    assert.equal(path.basename(rig().checkout), 'checkout');
  });
});
