import assert from 'node:assert/strict';
import {
  closeContention,
  listContention,
  openContention,
} from '../../../src/core/contention/registry.ts';
import { Store } from '../../../src/core/store/store.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { makeContention } from '../dashboard/scene.ts';

describe('the contention that is kept', () => {
  const rig = engineRig();
  let store: Store | undefined;
  afterEach(() => {
    store?.dispose();
  });

  it('is read whole, or as far as it is open or ended last, of one agent or of all', async () => {
    const { engine, workspace, ended } = rig();
    for (const id of ['a', 'b']) {
      await engine.spawn({ id, workspace, command: ['echo'], interactive: false });
      await ended(id);
    }
    store = new Store(engine.location.database);
    const { finding } = makeContention(0, 'a', '');
    const meet = (agent: string, resource: string, isOver: boolean) =>
      store?.write((transaction) => {
        const seen = {
          agent,
          holder: null,
          finding: { ...finding, resource },
          stream: 'log',
        } as const;
        const open = openContention(transaction, seen);
        if (isOver) closeContention(transaction, open);
      });
    await meet('a', 'still', false);
    for (const resource of ['one', 'two', 'three']) await meet('a', resource, true);
    await meet('b', 'other', true);

    const names = (agent?: string, endedAtMost?: number) => {
      assert.ok(store);
      const { open, closed } = listContention(store, agent, endedAtMost);
      return [open, closed].map((each) => each.map((one) => one.finding.resource));
    };
    assert.deepEqual(names(), [['still'], ['one', 'two', 'three', 'other']]);
    assert.deepEqual(names('a'), [['still'], ['one', 'two', 'three']]);
    assert.deepEqual(names(undefined, 2), [['still'], ['three', 'other']]);
    assert.deepEqual(names('a', 2), [['still'], ['two', 'three']]);
    assert.deepEqual(names('b', 0), [[], []]);
  });
});
