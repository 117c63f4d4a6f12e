import assert from 'node:assert/strict';
import { parsePsLine, parsePsTime, readPs } from '../../../src/core/process/ps-table.ts';
import { requireTool } from '../required-tool.ts';
import { programs } from './programs.ts';

describe('the process table that ps prints', () => {
  const { start } = programs();

  beforeEach(async function () {
    await requireTool(this, 'ps');
  });

  it('has this process and its parent', () => {
    const entry = readPs().find(({ pid }) => pid === process.pid);
    assert.equal(entry?.parentPid, process.ppid);
    assert.ok(entry.residentBytes > 1024 * 1024);
    assert.ok(entry.cpuSeconds >= 0);
    assert.ok(Math.abs(Date.parse(`${entry.startTime} UTC`) - performance.timeOrigin) < 60_000);
  });

  it('tells of one process when asked for one', async () => {
    const program = await start('sleep', '1000');
    const [entry, ...others] = readPs([program.process.pid]);
    assert.deepEqual(others, []);
    assert.equal(entry?.name, 'sleep');
    assert.equal(entry.group, program.process.pid);
    assert.deepEqual(readPs([program.process.pid])[0]?.startTime, entry.startTime);
  });

  it('is empty for a process that has ended', async () => {
    const program = await start('true');
    await program.command.result;
    assert.deepEqual(readPs([program.process.pid]), []);
  });

  it('is read in the form of macOS', () => {
    const line =
      '  501     1   501      0   7344   0:01.53 Ss   Mon Nov  3 09:12:44 2025     /usr/libexec/a b';
    assert.deepEqual(parsePsLine(line), {
      pid: 501,
      parentPid: 1,
      group: 501,
      session: 0,
      startTime: 'Mon Nov 3 09:12:44 2025',
      name: '/usr/libexec/a b',
      state: 'S',
      cpuSeconds: 1.53,
      reapedCpuSeconds: 0,
      residentBytes: 7344 * 1024,
      image: '/usr/libexec/a b',
    });
  });

  it('skips what is no line of the table', () => {
    for (const line of ['', 'ps: illegal option', '1 2 3', ') Z 1']) {
      assert.equal(parsePsLine(line), null);
    }
  });

  it('has times of all lengths', () => {
    assert.equal(parsePsTime('0:00.07'), 0.07);
    assert.equal(parsePsTime('12:03.50'), 723.5);
    assert.equal(parsePsTime('01:02:03'), 3723);
    assert.equal(parsePsTime('2-01:02:03'), 2 * 86_400 + 3723);
  });
});
