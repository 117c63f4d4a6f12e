import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseProcStat, readProcStat } from '../../../src/core/process/proc-stat.ts';
import { eventually, fixture, programs } from './programs.ts';

describe('/proc/PID/stat', () => {
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('tells about this process what node tells', () => {
    const entry = readProcStat(process.pid);
    assert.equal(entry?.pid, process.pid);
    assert.equal(entry.parentPid, process.ppid);
    assert.equal(entry.state, 'R');
    // Resident memory as the kernel states it elsewhere; it moves while it is read.
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    const ratio = entry.residentBytes / (Number(resident) * 1024);
    assert.ok(ratio > 0.8 && ratio < 1.25, String(ratio));
    const { user, system } = process.cpuUsage();
    const selfSeconds = entry.cpuSeconds - entry.reapedCpuSeconds;
    // The kernel counts in ticks of 10 ms.
    assert.ok(Math.abs(selfSeconds - (user + system) / 1e6) < 0.2);
  });

  it('is read rightly for a program with a name made to mislead', async () => {
    const program = await start(process.execPath, fixture('hostile-name.mjs'));
    assert.equal(await program.line(), 'ready');
    const entry = readProcStat(program.process.pid);
    assert.equal(entry?.name, 'x) Z 1\n1 (1) 1');
    assert.equal(entry.parentPid, process.pid);
    assert.equal(entry.group, program.process.pid);
    assert.equal(entry.session, program.process.pid);
    assert.equal(entry.startTime, program.process.startTime);
  });

  it('changes its image when the process runs another program', async () => {
    const { process: identity } = await start('sh', '-c', 'kill -STOP $$; exec sleep 1000');
    await eventually(() => readProcStat(identity.pid)?.state === 'T');
    const image = readProcStat(identity.pid)?.image;
    process.kill(identity.pid, 'SIGCONT');
    await eventually(() => readProcStat(identity.pid)?.name === 'sleep');
    assert.notEqual(readProcStat(identity.pid)?.image, image);
    assert.notEqual(image, '');
  });

  it('is parsed the same whatever the name', () => {
    const rest = [
      'S',
      '11',
      '12',
      '13',
      ...Array.from({ length: 47 }, (_, at) => String(at + 100)),
    ];
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(')', ' ', '(', '\n', '\t', 'Z', '1', 'é', '🦀'),
          maxLength: 15,
        }),
        (name) => {
          const entry = parseProcStat(Buffer.from(`42 (${name}) ${rest.join(' ')}\n`));
          assert.equal(entry?.pid, 42);
          assert.equal(entry.name, name);
          assert.deepEqual([entry.parentPid, entry.group, entry.session], [11, 12, 13]);
          assert.equal(entry.startTime, '115');
        },
      ),
    );
  });

  it('is nothing for what is no such line', () => {
    for (const text of ['', '1', '1 (a', '1 a) S', 'x (a) S 1', '1 (a) S 1 2 3']) {
      assert.equal(parseProcStat(Buffer.from(text)), null, text);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseProcStat(Buffer.from(bytes));
      }),
    );
  });
});
