import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Division, divide } from '../../../../src/core/resource/jobserver/divide.ts';

const divisions: fc.Arbitrary<Division> = fc.record({
  limit: fc.integer({ min: 1, max: 64 }),
  taken: fc.integer({ min: 0, max: 64 }),
  builders: fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 99 }),
      inUse: fc.integer({ min: 0, max: 64 }),
      isHungry: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  ),
});

describe('the division of tokens', () => {
  it('never hands out more than there is beside the implicit slots', () => {
    fc.assert(
      fc.property(divisions, (division) => {
        const tokens = [...divide(division).values()];
        assert.equal(tokens.length, division.builders.length);
        assert.ok(tokens.every((count) => count >= 0));
        const total = tokens.reduce((sum, count) => sum + count, 0);
        const room = division.limit - division.taken - division.builders.length;
        assert.ok(total <= Math.max(0, room));
      }),
    );
  });

  it('gives those who want more the same, up to one', () => {
    fc.assert(
      fc.property(divisions, (division) => {
        const builders = division.builders.map((builder) => ({ ...builder, isHungry: true }));
        const tokens = [...divide({ ...division, builders }).values()];
        assert.ok(Math.max(0, ...tokens) - Math.min(...tokens, 64) <= 1);
      }),
    );
  });

  it('gives a lone builder all there is, whether it would take it or not', () => {
    for (const isHungry of [true, false]) {
      const builders = [{ id: 1, inUse: 0, isHungry }];
      const tokens = divide({ limit: 8, taken: 0, builders });
      assert.equal(tokens.get(1), 7);
    }
  });

  it('lends what one does not use to another', () => {
    const builders = [
      { id: 1, inUse: 1, isHungry: false },
      { id: 2, inUse: 3, isHungry: true },
    ];
    assert.deepEqual(
      [...divide({ limit: 8, taken: 0, builders })],
      [
        [1, 1],
        [2, 5],
      ],
    );
  });
});
