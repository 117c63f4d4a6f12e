import assert from 'node:assert/strict';
import { arch, cpus, totalmem } from 'node:os';
import { machineFacts } from '../../../src/core/metrics/machine-facts.ts';

describe('the facts about the machine', () => {
  it('agree with what node tells, and are asked for once', async () => {
    const facts = await machineFacts();
    assert.equal(facts.processor.threads, cpus().length);
    assert.ok(Math.abs(facts.memoryBytes - totalmem()) < 1024);
    assert.equal(facts.system.architecture, arch());
    assert.notEqual(facts.system.name, '');
    assert.equal(machineFacts(), machineFacts());
  });
});
