import assert from 'node:assert/strict';
import { dashboardContract } from '../../../src/extension/dashboard/contract.ts';
import { makeMachine } from './scene.ts';
import { startSession, typesOf } from './session-rig.ts';

describe('The host of the dashboard, of the machine', () => {
  it('asks what the machine is made of when the page has seen a snapshot, tells it when it comes, and asks no more while hidden', () => {
    const { source, posted, page, session } = startSession({ attentive: false });
    session.receive({ type: 'ready' });
    assert.equal(source.machine.watchers, 0);
    session.receive({ type: 'seen', sequence: 1 });
    session.receive({ type: 'seen', sequence: 1 });
    assert.equal(source.machine.watchers, 1);
    source.machine.become(makeMachine({ charge: 0.63, onMains: false }));
    assert.deepEqual(typesOf(posted), ['snapshot', 'machine']);
    const told = dashboardContract.toPage.parse(posted[1]);
    assert.ok(told.type === 'machine');
    assert.deepEqual(told.machine, {
      processor: { name: 'AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics', cores: 8, threads: 16 },
      swapBytes: 8 * 2 ** 30,
      graphics: ['AMD Phoenix1'],
      battery: { charge: 0.63, onMains: false },
    });
    page.visible = false;
    session.visibilityChanged();
    assert.equal(source.machine.watchers, 0);
    page.visible = true;
    session.visibilityChanged();
    const again = posted.at(-1);
    assert.ok(again?.type === 'snapshot');
    assert.deepEqual(again.machine, told.machine);
  });
});
