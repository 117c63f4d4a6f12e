import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type CacheSnapshot,
  countWithin,
  forgetBefore,
  isWorthKeeping,
} from '../../../src/core/cache/window.ts';

const minute = 60_000;
const windowMs = 60 * minute;
const now = 1_000 * minute;

/** A reading of the counters so many minutes ago. */
function at(minutesAgo: number, hits: number, misses: number, cache = 'sccache'): CacheSnapshot {
  return { time: now - minutesAgo * minute, cache, hits, misses };
}

function count(...snapshots: CacheSnapshot[]) {
  return countWithin(snapshots, 'sccache', now, windowMs);
}

describe('countWithin', () => {
  it('gives what was added since the last snapshot before the window', () => {
    assert.deepEqual(count(at(90, 1, 1), at(70, 10, 20), at(30, 15, 21), at(0, 40, 22)), {
      hits: 30,
      misses: 2,
    });
  });

  it('starts from the first snapshot in the window when there is none before', () => {
    assert.deepEqual(count(at(50, 100, 100), at(0, 103, 101)), { hits: 3, misses: 1 });
  });

  it('does not know after a single look', () => {
    assert.equal(count(at(0, 100, 100)), null);
    assert.equal(count(), null);
  });

  it('does not place in the window what happened since a snapshot of long ago', () => {
    assert.equal(count(at(500, 0, 0), at(0, 100, 100)), null);
  });

  it('counts from zero again when the tool began to count anew', () => {
    assert.deepEqual(count(at(50, 100, 10), at(40, 110, 12), at(20, 3, 1), at(0, 5, 1)), {
      hits: 15,
      misses: 3,
    });
  });

  it('takes a small disorder between two processes that read at the same time for no reset', () => {
    const close = { time: now - 10 * minute + 500, cache: 'sccache', hits: 109, misses: 10 };
    assert.deepEqual(count(at(50, 100, 10), at(10, 110, 10), close, at(0, 112, 10)), {
      hits: 12,
      misses: 0,
    });
  });

  it('leaves out other caches and snapshots from the future, in whatever order they come', () => {
    assert.deepEqual(
      count(at(-5, 900, 900), at(0, 7, 7), at(20, 999, 999, 'ccache'), at(20, 5, 6)),
      { hits: 2, misses: 1 },
    );
  });

  it('gives what a plain account of every lookup gives, through any resets', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 11, max: 600 }),
      hits: fc.nat(50),
      misses: fc.nat(50),
      restarted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        let time = now - steps.reduce((sum, each) => sum + each.seconds * 1000, 0);
        const windowOfAll = now - time;
        let counters = { hits: 1000, misses: 1000 };
        const snapshots = [{ time, cache: 'sccache', ...counters }];
        const account = { hits: 0, misses: 0 };
        for (const each of steps) {
          time += each.seconds * 1000;
          // A reset shows only if the counters have not yet passed where they were.
          if (each.restarted) counters = { hits: 0, misses: 0 };
          const before = snapshots.at(-1) ?? counters;
          counters = { hits: counters.hits + each.hits, misses: counters.misses + each.misses };
          const isVisible = counters.hits < before.hits || counters.misses < before.misses;
          account.hits += each.restarted && !isVisible ? counters.hits - before.hits : each.hits;
          account.misses +=
            each.restarted && !isVisible ? counters.misses - before.misses : each.misses;
          snapshots.push({ time, cache: 'sccache', ...counters });
        }
        assert.deepEqual(countWithin(snapshots, 'sccache', now, windowOfAll), account);
      }),
    );
  });

  it('is never below zero, whatever the readings', () => {
    const reading = fc.record({
      time: fc.integer({ min: now - 3 * windowMs, max: now + windowMs }),
      cache: fc.constantFrom('sccache', 'ccache'),
      hits: fc.nat(),
      misses: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(reading), (snapshots) => {
        const counts = countWithin(snapshots, 'sccache', now, windowMs);
        assert.ok(counts === null || (counts.hits >= 0 && counts.misses >= 0));
      }),
    );
  });
});

describe('isWorthKeeping', () => {
  it('keeps the first reading and every one that differs from the last', () => {
    assert.ok(isWorthKeeping(at(0, 0, 0), [], windowMs));
    assert.ok(isWorthKeeping(at(0, 1, 0), [at(1, 0, 0)], windowMs));
    assert.ok(isWorthKeeping(at(0, 0, 0), [at(1, 0, 0, 'ccache')], windowMs));
  });

  it('keeps an unchanged one only now and then', () => {
    assert.ok(!isWorthKeeping(at(0, 1, 1), [at(1, 1, 1)], windowMs));
    assert.ok(isWorthKeeping(at(0, 1, 1), [at(20, 1, 1)], windowMs));
  });

  it('loses no lookup that keeping everything would have counted', () => {
    const step = fc.record({
      minutes: fc.integer({ min: 1, max: 7 }),
      hits: fc.nat(2),
      misses: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 80 }), (steps) => {
        const all: CacheSnapshot[] = [];
        const kept: CacheSnapshot[] = [];
        let [time, hits, misses] = [0, 0, 0];
        for (const each of steps) {
          time += each.minutes * minute;
          hits += each.hits;
          misses += each.misses;
          const taken = { time, cache: 'sccache', hits, misses };
          all.push(taken);
          if (isWorthKeeping(taken, kept, windowMs)) kept.push(taken);
        }
        const oldest = forgetBefore(time, windowMs);
        const stored = kept.filter((each) => each.time >= oldest);
        const last = all.at(-1);
        assert.ok(last);
        const thinned = countWithin([...stored, last], 'sccache', time, windowMs);
        const whole = countWithin(all, 'sccache', time, windowMs);
        assert.deepEqual(thinned, whole);
      }),
    );
  });
});
