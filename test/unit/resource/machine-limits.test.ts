import assert from 'node:assert/strict';
import { availableParallelism, totalmem } from 'node:os';
import {
  readMachineLimits,
  readMemoryHeadroom,
} from '../../../src/core/resource/machine-limits.ts';
import { writeFiles } from '../git-repository.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the limits of the machine', () => {
  const root = temporaryDirectory();
  const machine = { cores: availableParallelism(), memoryBytes: totalmem() };

  beforeEach(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('are those of this machine where no group sets any', () => {
    assert.deepEqual(readMachineLimits(root()), machine);
  });

  it('are read from the machine the tests run on', () => {
    const { cores, memoryBytes } = readMachineLimits();
    assert.ok(cores > 0 && cores <= machine.cores);
    assert.ok(memoryBytes > 0 && memoryBytes <= machine.memoryBytes);
  });

  it('are the least of every group from ours to the root (cgroup v2)', () => {
    writeFiles(root(), {
      'proc/self/cgroup': '0::/user.slice/job\n',
      'sys/fs/cgroup/user.slice/cpu.max': '50000 100000\n',
      'sys/fs/cgroup/user.slice/memory.max': 'max\n',
      'sys/fs/cgroup/user.slice/job/cpu.max': 'max 100000\n',
      'sys/fs/cgroup/user.slice/job/memory.max': '1073741824\n',
    });
    assert.deepEqual(readMachineLimits(root()), { cores: 0.5, memoryBytes: 1024 ** 3 });
  });

  it('are those of each controller (cgroup v1), -1 and the largest number being no limit', () => {
    writeFiles(root(), {
      'proc/self/cgroup': '5:cpu,cpuacct:/box\n4:memory:/box\n1:name=systemd:/box\n',
      'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us': '150000\n',
      'sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/memory/box/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '2147483648\n',
    });
    assert.deepEqual(readMachineLimits(root()), {
      cores: Math.min(1.5, machine.cores),
      memoryBytes: 2 * 1024 ** 3,
    });
  });

  it('are those at the mount where a container hides the path of its group', () => {
    writeFiles(root(), {
      'proc/self/cgroup': '0::/../../docker/abc\n',
      'sys/fs/cgroup/memory.max': '536870912\n',
    });
    assert.equal(readMachineLimits(root()).memoryBytes, 512 * 1024 ** 2);
  });
});

describe('the memory that is left', () => {
  const root = temporaryDirectory();
  const meminfo = 'MemTotal:       4096 kB\nMemAvailable:    3072 kB\n';

  beforeEach(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('is what the machine has available where no group sets a limit', () => {
    writeFiles(root(), { 'proc/meminfo': meminfo });
    assert.equal(readMemoryHeadroom(root()), 3 * 1024 ** 2);
  });

  it('is what the tightest group has left, files that it can give back included', () => {
    writeFiles(root(), {
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/slice/job\n',
      'sys/fs/cgroup/slice/memory.max': '2000\n',
      'sys/fs/cgroup/slice/memory.current': '1900\n',
      'sys/fs/cgroup/slice/memory.stat':
        'anon 1000\nshmem 500\nactive_file 300\ninactive_file 400\n',
      'sys/fs/cgroup/slice/job/memory.max': 'max\n',
      'sys/fs/cgroup/slice/job/memory.current': '1900\n',
    });
    assert.equal(readMemoryHeadroom(root()), 800);
  });

  it('is nothing where that is not known', () => {
    assert.equal(readMemoryHeadroom(root()), 0);
  });
});
