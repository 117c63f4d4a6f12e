import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { skipOrFail } from '../../required-tool.ts';
import { graphRig, script, stateOf } from './graph-rig.ts';

const limitBytes = 48 * 1024 ** 2;

/** A control group of so much memory, of either version (cgroups(7)); null where none can be made. */
function makeGroup(): string | null {
  const name = `lanekeeper-test-${String(process.pid)}`;
  const versions = [
    { parent: '/sys/fs/cgroup', limit: 'memory.max', swap: 'memory.swap.max' },
    {
      parent: '/sys/fs/cgroup/memory',
      limit: 'memory.limit_in_bytes',
      swap: 'memory.memsw.limit_in_bytes',
    },
  ];
  for (const { parent, limit, swap } of versions) {
    // Where version 1 is mounted, the folder above it is none that the kernel fills.
    if (!existsSync(path.join(parent, 'cgroup.procs'))) continue;
    const group = path.join(parent, name);
    try {
      mkdirSync(group);
    } catch {
      // Not ours to change.
      continue;
    }
    try {
      writeFileSync(path.join(group, limit), String(limitBytes));
      if (existsSync(path.join(group, swap))) {
        writeFileSync(
          path.join(group, swap),
          swap.startsWith('memory.swap') ? '0' : String(limitBytes),
        );
      }
      return group;
    } catch {
      // The memory controller is off here.
      rmdirSync(group);
    }
  }
  return null;
}

describe('a command that the kernel kills for want of memory', function () {
  this.timeout(60_000);
  const rig = graphRig();

  it('is tried once more, and its failure says so', async function () {
    const group = makeGroup();
    if (group === null) skipOrFail(this, 'to make control groups with a memory limit');
    try {
      // dd takes its whole block at once and fills it.
      const line = `echo $$ > ${group}/cgroup.procs; echo x >> ran; exec dd if=/dev/zero of=/dev/null bs=256M count=1`;
      const outcome = await rig().run([script('hungry', line, { inputs: [] })]);
      const { reason, exitCode } = stateOf(outcome, 'hungry', 'failed');
      assert.match(reason, /The kernel killed it because .*memory/);
      assert.equal(exitCode, null);
      assert.equal(rig().read('ran'), 'x\nx\n');
    } finally {
      rmdirSync(group);
    }
  });
});
