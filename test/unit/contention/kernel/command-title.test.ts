import assert from 'node:assert/strict';
import { commandTitle } from '../../../../src/core/contention/kernel/command-title.ts';
import { programs } from '../../process/programs.ts';

describe('what a process runs, for people', () => {
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('is its program and the plain words behind it, and no other argument', async () => {
    const { process: sleeping } = await start('sleep', '1000');
    assert.equal(commandTitle(sleeping.pid, 'x'), 'sleep');
    const told = await start('sh', '-c', 'echo on; sleep 1000', 'secret');
    await told.line();
    assert.equal(commandTitle(told.process.pid, 'x'), 'sh');
  });

  it('is that also where the process has written it over its command line, in one word', async () => {
    const title =
      "process.title = 'npm exec tool --token=abc'; console.log('on'); setInterval(() => {}, 1000)";
    const told = await start(process.execPath, '-e', title);
    assert.equal(await told.line(), 'on');
    assert.equal(commandTitle(told.process.pid, 'x'), 'npm exec tool');
  });

  it('is the fallback for a process that has ended', async () => {
    const { command, process: ended } = await start('true');
    await command.result;
    assert.equal(commandTitle(ended.pid, 'true'), 'true');
  });
});
