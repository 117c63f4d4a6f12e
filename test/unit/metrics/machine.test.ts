import assert from 'node:assert/strict';
import { cpus, totalmem } from 'node:os';
import { MachineMeter, parseCpuTimes, parsePressure } from '../../../src/core/metrics/machine.ts';

describe('the machine', () => {
  it('has the cores and the memory that node tells', () => {
    const sample = new MachineMeter().sample();
    assert.equal(sample.cores, cpus().length);
    assert.ok(Math.abs(sample.memoryTotal - totalmem()) < 1024);
    assert.ok(sample.memoryUsed > 0 && sample.memoryUsed < sample.memoryTotal);
  });

  it('tells no CPU use at the first look, and never more than its cores', () => {
    const meter = new MachineMeter();
    assert.equal(meter.sample().cpu, 0);
    for (let times = 0; times < 100; times += 1) {
      const { cpu, cores } = meter.sample();
      assert.ok(cpu >= 0 && cpu <= cores);
    }
  });

  it('tells its pressure as shares', () => {
    for (const share of Object.values(new MachineMeter().sample().pressure)) {
      assert.ok(share === null || (share >= 0 && share <= 1));
    }
  });

  it('is busy with all but idling, waiting and what the hypervisor took', () => {
    const content = 'cpu  100 20 30 400 50 6 7 8 90 10\ncpu0 1 1\ncpu1 1 1\nintr 5 cpu2\n';
    assert.deepEqual(parseCpuTimes(content), { busy: 163, total: 621, cores: 2 });
  });

  it('has its pressure read from the line of some tasks', () => {
    const content =
      'some avg10=12.50 avg60=1.00 avg300=0.00 total=9\nfull avg10=3.00 avg60=0.00 avg300=0.00 total=1\n';
    assert.equal(parsePressure(content), 0.125);
    assert.equal(parsePressure(''), null);
  });
});
