import assert from 'node:assert/strict';
import { currentIdentity, isAlive } from '../../../src/core/process/identity.ts';
import { signalGroup, signalProcess } from '../../../src/core/process/signal.ts';
import { programs } from './programs.ts';

describe('a signal', () => {
  const { start } = programs();

  it('reaches the process that is meant', async () => {
    const program = await start('sleep', '1000');
    assert.ok(signalProcess(program.process, 'SIGTERM'));
    assert.equal((await program.command.result).signal, 'SIGTERM');
  });

  it('does not reach a process that only has the same pid', async () => {
    const program = await start('sleep', '1000');
    const earlier = { ...program.process, startTime: '1' };
    assert.equal(signalProcess(earlier, 'SIGKILL'), false);
    assert.equal(signalGroup(earlier.pid, earlier, 'SIGKILL'), false);
    assert.ok(isAlive(program.process));
  });

  it('does not reach a group that its process is not in', async () => {
    const one = await start('sleep', '1000');
    const other = await start('sleep', '1000');
    assert.equal(signalGroup(one.process.pid, other.process, 'SIGKILL'), false);
    assert.ok(isAlive(one.process) && isAlive(other.process));
  });

  it('never reaches its sender or the group of its sender', () => {
    // Signal 0 would be harmless; SIGCONT is as good as that to a process that runs.
    assert.equal(signalProcess(currentIdentity(), 'SIGCONT'), false);
    assert.equal(signalGroup(process.pid, currentIdentity(), 'SIGCONT'), false);
  });

  it('never reaches process 1', () => {
    const init = { ...currentIdentity(), pid: 1 };
    assert.equal(signalProcess(init, 'SIGCONT'), false);
    assert.equal(signalGroup(1, init, 'SIGCONT'), false);
    assert.equal(signalGroup(0, currentIdentity(), 'SIGCONT'), false);
  });
});
