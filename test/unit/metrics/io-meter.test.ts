import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeSync, fsyncSync, rmSync } from 'node:fs';
import path from 'node:path';
import { IoMeter, parseIo } from '../../../src/core/metrics/io-meter.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import type { ProcessEntry } from '../../../src/core/process/process-entry.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { eventually, programs } from '../process/programs.ts';

const mebibyte = 1024 * 1024;

function entriesOf(...pids: number[]): ProcessEntry[] {
  return readProcessTable().filter(({ pid }) => pids.includes(pid));
}

describe('the I/O of processes', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  beforeEach(function () {
    if (process.platform !== 'linux') return this.skip();
    // What is kept in memory only (tmpfs) is not written to storage, and so not counted.
    const before = parseIo(readFileSync('/proc/self/io', 'latin1'));
    const probe = openSync(path.join(directory(), 'probe'), 'w');
    writeSync(probe, Buffer.alloc(mebibyte));
    fsyncSync(probe);
    closeSync(probe);
    const after = parseIo(readFileSync('/proc/self/io', 'latin1'));
    if ((after?.written ?? 0) - (before?.written ?? 0) < mebibyte) this.skip();
  });

  it('counts what a child wrote that came and went between two looks', async () => {
    const script =
      'echo ready; dd if=/dev/zero of=out bs=65536 count=64 conv=fsync 2>/dev/null; echo done; exec sleep 1000';
    const program = await start('sh', '-c', `cd ${directory()}; kill -STOP $$; ${script}`);
    const { pid } = program.process;
    await eventually(() => entriesOf(pid)[0]?.state === 'T');
    const meter = new IoMeter();
    const before = meter.advance(entriesOf(pid));
    process.kill(pid, 'SIGCONT');
    await program.line();
    assert.equal(await program.line(), 'done');
    // It takes a sleeper's turn at most until it is read again.
    let written = 0;
    for (let look = 0; look < 10; look += 1) {
      written = meter.advance(entriesOf(pid)).written - before.written;
    }
    assert.ok(written >= 4 * mebibyte && written < 8 * mebibyte, String(written));
  });

  it('counts what a child wrote once, seen alive or after it was waited for, and never goes back', async () => {
    const child = 'dd if=/dev/zero of=out bs=65536 count=64 conv=fsync 2>/dev/null; kill -STOP $$';
    const script = `cd ${directory()}; sh -c '${child}' & echo $!; wait; wait; echo done; kill -STOP $$`;
    const program = await start('sh', '-c', script);
    const parent = program.process.pid;
    const childPid = Number(await program.line());
    await eventually(() => entriesOf(childPid)[0]?.state === 'T');
    const meter = new IoMeter();
    const alive = meter.advance(entriesOf(parent, childPid)).written;
    assert.ok(alive >= 4 * mebibyte, String(alive));
    process.kill(childPid, 'SIGCONT');
    assert.equal(await program.line(), 'done');
    await eventually(() => entriesOf(parent)[0]?.state === 'T');
    const waitedFor = meter.advance(entriesOf(parent)).written;
    assert.ok(waitedFor >= alive && waitedFor < alive + mebibyte, `${alive} ${waitedFor}`);
    rmSync(path.join(directory(), 'out'));
    assert.equal(meter.advance([]).written, waitedFor);
  });

  it('is read by exact names', () => {
    const text =
      'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 7\n';
    assert.deepEqual(parseIo(text), { read: 5, written: 6 });
    assert.equal(parseIo(''), null);
    assert.equal(parseIo('cancelled_write_bytes: 7\n'), null);
  });
});
