import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pace } from '../../../src/extension/dashboard/pace.ts';
import { HandClock } from './hand-clock.ts';

describe('The pace of messages', () => {
  it('runs the first request at once and gathers those that come too early into one', () => {
    const clock = new HandClock();
    const runs: number[] = [];
    const pace = new Pace(1000, () => runs.push(clock.now()), clock);
    pace.request();
    clock.advance(400);
    pace.request();
    pace.request();
    assert.deepEqual(runs, [0]);
    clock.advance(2000);
    assert.deepEqual(runs, [0, 1000]);
  });

  it('never runs twice within an interval and leaves no request unanswered', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 60 }), (waits) => {
        const clock = new HandClock();
        const runs: number[] = [];
        const requests: number[] = [];
        const pace = new Pace(1000, () => runs.push(clock.now()), clock);
        for (const wait of waits) {
          clock.advance(wait);
          requests.push(clock.now());
          pace.request();
        }
        clock.advance(1000);
        for (const [index, run] of runs.entries()) {
          const before = runs[index - 1];
          assert.ok(before === undefined || run - before >= 1000);
        }
        for (const request of requests) {
          assert.ok(runs.some((run) => run >= request && run <= request + 1000));
        }
      }),
    );
  });

  it('takes back what is pending when it is disposed', () => {
    const clock = new HandClock();
    let runs = 0;
    const pace = new Pace(1000, () => (runs += 1), clock);
    pace.request();
    pace.request();
    pace.dispose();
    clock.advance(5000);
    assert.equal(runs, 1);
    assert.equal(clock.pending, 0);
  });
});
