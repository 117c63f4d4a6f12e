import assert from 'node:assert/strict';
import { fixture } from '../../process/programs.ts';
import { engineRig } from '../engine-rig.ts';

const mebibyte = 1024 * 1024;

describe('an agent that floods its output', () => {
  const rig = engineRig();

  it('with a gigabyte ends as it would, on a bounded disk, watched in bounded memory', async function () {
    this.timeout(300_000);
    const { engine, workspace, ended } = rig();
    const flood = `"${process.execPath}" "${fixture('flood.mjs')}" 1024`;
    // Its parent is its supervisor, which knows best what it needed at most (proc_pid_status(5)).
    const memory = 'grep VmHWM /proc/$PPID/status';
    await engine.spawn({
      id: 'flood',
      workspace,
      command: ['sh', '-c', `echo first; ${flood}; ${memory}; echo last; exit 4`],
    });
    const { status, exitCode } = await ended('flood');
    assert.deepEqual({ status, exitCode }, { status: 'failed', exitCode: 4 });
    const log = await engine.readLogTail('flood', 64 * mebibyte);
    const text = log.toString();
    assert.match(text.slice(0, 1000), /^first$/m);
    assert.match(text, /Output is missing here: the log has reached its limit/);
    assert.match(text.slice(-1000), /^last$/m);
    const { items } = await engine.inventory('flood');
    const kept = items.find(({ kind }) => kind === 'log')?.bytes ?? 0;
    assert.ok(kept > 32 * mebibyte && kept < 65 * mebibyte, `${kept} bytes of log`);
    const most = Number(/VmHWM:\s+(\d+) kB/.exec(text.slice(-1000))?.[1]) * 1024;
    if (process.platform === 'linux') assert.ok(most < 400 * mebibyte, `${most} bytes of memory`);
  });
});
