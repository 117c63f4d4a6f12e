import assert from 'node:assert/strict';
import { endings, graphRig, script, stateOf } from './graph-rig.ts';

describe('a task of which an input cannot be read', () => {
  const rig = graphRig();

  it('has failed, with the file and the cure, and all that does not need it is done', async () => {
    const { write, run } = rig();
    write({ plain: 'x' });
    // Longer than a name can be (NAME_MAX, limits.h): even root, as which tests may run, cannot look at it.
    const name = 'x'.repeat(300);
    const outcome = await run(
      [
        script('unreadable', 'true', { inputs: [name] }),
        script('after', 'true', { dependsOn: ['unreadable'] }),
        script('other', 'true', { inputs: ['plain'] }),
      ],
      { keepGoing: true },
    );
    assert.deepEqual(endings(outcome), { unreadable: 'failed', after: 'skipped', other: 'ran' });
    const { reason } = stateOf(outcome, 'unreadable', 'failed');
    assert.match(reason, /^An input of "unreadable" cannot be read: ENAMETOOLONG: .*x{300}'\. /);
    assert.match(reason, /exclude it: "!" before its path/);
    assert.equal(outcome.run.status, 'failed');
  });
});
