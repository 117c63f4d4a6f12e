import assert from 'node:assert/strict';
import fc from 'fast-check';
import { History } from '../../../src/core/metrics/history.ts';

const noon = 1_760_000_000;

describe('the history of what was used', () => {
  const recorded = (seconds: number): History => {
    const history = new History();
    for (let second = 0; second < seconds; second += 1)
      history.add(noon + second, second, second * 2);
    return history;
  };

  it('is empty at first', () => {
    assert.deepEqual([...new History().series().time], []);
  });

  it('has every sample of ten minutes', () => {
    const { time, cpu, memory } = recorded(600).series();
    assert.equal(time.length, 600);
    assert.deepEqual([time[0], cpu[0], memory[0]], [noon, 0, 0]);
    assert.deepEqual([time[599], cpu[599], memory[599]], [noon + 599, 599, 1198]);
  });

  it('has means over ten seconds of what is older', () => {
    const { time, cpu, memory } = recorded(1200).series();
    assert.equal(time.length, 660);
    assert.deepEqual([time[0], cpu[0], memory[0]], [noon, 4.5, 9]);
    assert.deepEqual([time[59], cpu[59]], [noon + 590, 594.5]);
    assert.deepEqual([time[60], cpu[60]], [noon + 600, 600]);
  });

  it('forgets what is older than a day', () => {
    const { time } = recorded(90_000).series();
    assert.ok((time[0] ?? 0) >= noon + 90_000 - 86_400 - 10);
    assert.ok((time[0] ?? 0) < noon + 90_000 - 86_400 + 20);
    assert.equal(time.at(-1), noon + 89_999);
  });

  it('has the true mean over a bucket with gaps', () => {
    const history = recorded(0);
    history.add(noon, 1, 1);
    history.add(noon + 7, 3, 3);
    for (let second = 10; second < 700; second += 1) history.add(noon + second, 0, 0);
    assert.deepEqual([history.series().time[0], history.series().cpu[0]], [noon, 2]);
  });

  it('is in ascending order without doubles, whatever the clock does', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 5 }) },
      { weight: 1, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 2000, size: 'max' }), (walk) => {
        const history = new History();
        let time = noon;
        for (const seconds of walk) history.add((time += seconds), 1, 1);
        const series = history.series();
        for (let at = 1; at < series.time.length; at += 1) {
          assert.ok((series.time[at] ?? 0) > (series.time[at - 1] ?? 0));
        }
        assert.equal(series.cpu.length, series.time.length);
        assert.ok(walk.length === 0 || series.time.at(-1) === time);
        assert.ok(series.cpu.every((cores) => cores === 1));
      }),
      { numRuns: 30 },
    );
  });
});
