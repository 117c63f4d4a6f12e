import assert from 'node:assert/strict';
import { Coalesce } from '../../../../src/extension/views/coalesce.ts';

describe('changes that are gathered', () => {
  it('arrive together, each once', async () => {
    const flushed = await new Promise<ReadonlySet<string>>((resolve) => {
      const changes = new Coalesce<string>(resolve, 1);
      for (const item of ['a', 'b', 'a']) changes.add(item);
    });
    assert.deepEqual([...flushed], ['a', 'b']);
  });

  it('that come while others are handed on arrive with the next', async () => {
    const flushes: string[][] = [];
    await new Promise<void>((resolve) => {
      const changes = new Coalesce<string>((items) => {
        flushes.push([...items]);
        if (flushes.length === 1) changes.add('second');
        else resolve();
      }, 1);
      changes.add('first');
    });
    assert.deepEqual(flushes, [['first'], ['second']]);
  });

  it('do not arrive once nobody wants them', async () => {
    let flushed = false;
    const changes = new Coalesce<string>(() => {
      flushed = true;
    }, 1);
    changes.add('a');
    changes.dispose();
    // Timers of one length fire in the order in which they were set.
    await new Promise((resolve) => {
      new Coalesce<string>(resolve, 1).add('later');
    });
    assert.equal(flushed, false);
  });
});
