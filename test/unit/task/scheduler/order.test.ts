import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ageingMs,
  compareWaiting,
  type Waiting,
} from '../../../../src/core/task/scheduler/order.ts';

const waiting = fc.record({
  name: fc.string({ minLength: 1 }),
  priority: fc.integer({ min: 0, max: 100 }),
  since: fc.integer({ min: 0, max: 10 * ageingMs }),
  pathMs: fc.integer({ min: 0, max: 1_000 }),
});

function first(...tasks: Partial<Waiting>[]): string {
  const all = tasks.map((task, at) => ({
    name: String(at),
    priority: 50,
    since: 0,
    pathMs: 0,
    ...task,
  }));
  return all.toSorted(compareWaiting)[0]?.name ?? '';
}

describe('the order of tasks that could start', () => {
  it('goes by priority, then by what waits behind, then by who came first', () => {
    assert.equal(first({ priority: 60 }, { priority: 70 }), '1');
    assert.equal(first({ pathMs: 5 }, { pathMs: 9 }), '1');
    assert.equal(first({ since: 7 }, { since: 3 }), '1');
  });

  it('lets nobody wait for ever: what came long before goes before any priority', () => {
    fc.assert(
      fc.property(waiting, waiting, (one, other) => {
        const late = { ...other, since: one.since + (101 - one.priority) * ageingMs };
        assert.ok(compareWaiting(one, late) < 0);
      }),
    );
  });

  it('is one order, the same whoever asks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(waiting, { selector: ({ name }) => name }), (tasks) => {
        const sorted = tasks.toSorted(compareWaiting);
        assert.deepEqual(tasks.toReversed().toSorted(compareWaiting), sorted);
      }),
    );
  });

  it('never changes between two while both wait', () => {
    fc.assert(
      fc.property(waiting, waiting, fc.nat(1_000), (one, other, steps) => {
        if (one.name === other.name) return;
        const later = (task: Waiting) => ({ ...task, since: task.since + steps * ageingMs });
        assert.equal(
          Math.sign(compareWaiting(one, other)),
          Math.sign(compareWaiting(later(one), later(other))),
        );
      }),
    );
  });
});
