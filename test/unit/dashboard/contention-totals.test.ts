import assert from 'node:assert/strict';
import fc from 'fast-check';
import { totalsView } from '../../../src/extension/dashboard/contention-totals.ts';

const entry = fc.record({
  day: fc
    .integer({ min: 0, max: 89 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
  agent: fc.constantFrom('a', 'b', 'c', 'd'),
  resource: fc.string(),
  count: fc.integer({ min: 1, max: 1000 }),
  seconds: fc.integer({ min: 0, max: 10_000 }),
});

const sum = (lines: readonly { readonly seconds: number }[]) =>
  lines.reduce((total, { seconds }) => total + seconds, 0);

describe('What contention has cost', () => {
  it('is nothing where nothing was met', () => {
    assert.deepEqual(totalsView([]), {
      agents: [],
      resources: [],
      days: [],
      all: { count: 0, seconds: 0 },
    });
  });

  it('comes to the same by agent as in all, and the most lost comes first', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const { agents, all } = totalsView(entries);
        assert.equal(sum(agents), all.seconds);
        assert.equal(sum(entries), all.seconds);
        const lost = agents.map(({ seconds }) => seconds);
        assert.deepEqual(
          lost,
          lost.toSorted((one, other) => other - one),
        );
      }),
    );
  });

  it('tells the latest day first', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const days = totalsView(entries).days.map(({ name }) => name);
        assert.deepEqual(days, days.toSorted().reverse());
      }),
    );
  });

  it('lists no more than a person will look through, and counts the rest in the sum', () => {
    const entries = Array.from({ length: 500 }, (_, index) => ({
      ...{ day: '2026-11-01', agent: 'a', count: 1, seconds: 2 },
      resource: `file-${String(index)}`,
    }));
    const { resources, all } = totalsView(entries);
    assert.equal(resources.length, 50);
    assert.deepEqual(all, { count: 500, seconds: 1000 });
  });
});
