import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Due, DueQueue } from '../../../../src/core/task/run/due-queue.ts';
import { ageingMs, compareWaiting } from '../../../../src/core/task/scheduler/order.ts';
import { declare } from '../declare.ts';

function due(name: string, priority = 50): Due {
  return {
    name,
    prepared: {
      task: declare(name, { priority }),
      fingerprint: null,
      parts: null,
      seen: 0,
      time: 0,
    },
    estimate: { milliseconds: null, peakBytes: null },
    isKept: false,
  };
}

const names = (queue: DueQueue, count = 99) => queue.first(count).map(({ name }) => name);

describe('tasks that could start', () => {
  it('are taken in the scheduler’s order, whatever comes and goes', () => {
    const steps = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        priority: fc.integer({ min: 0, max: 100 }),
        pass: fc.integer({ min: 0, max: 3 * ageingMs }),
        what: fc.constantFrom('add', 'remove', 'raise'),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (written) => {
        let now = 0;
        const paths: Record<string, number> = { a: 5, b: 5, c: 9 };
        const pathMs = (name: string) => paths[name] ?? 0;
        const queue = new DueQueue(pathMs, () => now);
        const raised = new Map<string, number>();
        const model = new Map<string, Parameters<typeof compareWaiting>[0]>();
        const highest = (name: string, priority: number) =>
          Math.max(priority, raised.get(name) ?? 0);
        for (const { name, priority, pass, what } of written) {
          now += pass;
          if (what === 'remove') {
            queue.remove({ name });
            model.delete(name);
          } else if (what === 'raise') {
            queue.raise(new Map([[name, priority]]));
            raised.set(name, highest(name, priority));
            const known = model.get(name);
            if (known) model.set(name, { ...known, priority: highest(name, known.priority) });
          } else {
            queue.add(due(name, priority));
            const own = highest(name, priority);
            model.set(name, { name, priority: own, since: now, pathMs: pathMs(name) });
          }
          const expected = [...model.values()].sort(compareWaiting).map((each) => each.name);
          assert.deepEqual(names(queue), expected);
          assert.equal(queue.size, expected.length);
        }
      }),
    );
  });

  it('show whoever lets them start the priority that they have now', () => {
    const queue = new DueQueue(() => 0);
    queue.add(due('here', 10));
    queue.raise(
      new Map([
        ['here', 90],
        ['later', 80],
      ]),
    );
    queue.add(due('later', 10));
    const shown = queue.first(2).map(({ name, prepared }) => [name, prepared.task.priority]);
    assert.deepEqual(shown, [
      ['here', 90],
      ['later', 80],
    ]);
  });

  it('ask nobody for paths where there is no choice', () => {
    const queue = new DueQueue(() => assert.fail('asked'));
    queue.add(due('alone'));
    assert.deepEqual(names(queue), ['alone']);
  });
});
