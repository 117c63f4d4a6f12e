import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import {
  currentIdentity,
  findEntry,
  identify,
  isAlive,
} from '../../../src/core/process/identity.ts';
import { eventually, fixture, programs } from './programs.ts';

describe('the identity of a process', () => {
  const { start } = programs();

  it('is the same each time it is asked for', () => {
    assert.deepEqual(identify(process.pid), currentIdentity());
    assert.ok(isAlive(currentIdentity()));
  });

  it('differs between processes', async () => {
    const program = await start('sleep', '1000');
    assert.equal(program.process.bootId, currentIdentity().bootId);
    assert.notEqual(program.process.startTime, currentIdentity().startTime);
  });

  it('does not exist for pids that nobody can have', () => {
    for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31]) assert.equal(identify(pid), null);
  });

  it('is not alive once its process has ended', async () => {
    const program = await start('true');
    await program.command.result;
    assert.equal(isAlive(program.process), false);
  });

  it('is not alive if another process with its pid is', () => {
    const other = { ...currentIdentity(), startTime: '1' };
    assert.equal(isAlive(other), false);
    assert.equal(findEntry(other), null);
  });

  it('is not alive if it comes from before the last start of the machine', () => {
    assert.equal(isAlive({ ...currentIdentity(), bootId: 'another' }), false);
  });

  it('is not alive as a zombie, though it still has its pid', async () => {
    const parent = await start('sh', fixture('zombie.sh'));
    const identity = identify(Number(await parent.line()));
    assert.ok(identity);
    await eventually(() => findEntry(identity)?.state === 'Z');
    assert.equal(isAlive(identity), false);
    assert.deepEqual(identify(identity.pid), identity);
  });

  it('is told apart from a real process that got the same pid', async function () {
    // Only root may choose the next pid (proc_sys_kernel(5), ns_last_pid).
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return this.skip();
    const first = await start('true');
    await first.command.result;
    let second = first;
    // Others on this machine start processes as well and may take the pid first. And start times are told in
    // hundredths of a second (proc_pid_stat(5)), within which pids come again only by such a trick.
    for (let attempts = 0; attempts < 100; attempts += 1) {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(first.process.pid - 1));
      second = await start('sleep', '1000');
      const { pid, startTime } = second.process;
      if (pid === first.process.pid && startTime !== first.process.startTime) break;
      second.command.dispose();
    }
    assert.equal(second.process.pid, first.process.pid);
    assert.equal(isAlive(first.process), false);
    assert.equal(isAlive(second.process), true);
  });
});
