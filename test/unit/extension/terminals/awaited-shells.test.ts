import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AwaitedShells } from '../../../../src/extension/terminals/awaited-shells.ts';

describe('agents that wait for the terminal of a profile', () => {
  const overdue: string[] = [];
  beforeEach(() => {
    overdue.length = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });
  const shells = () => new AwaitedShells((id) => overdue.push(id));

  it('are found by the mark of their terminal, once', () => {
    const awaited = shells();
    awaited.add({ id: 'dev', uid: 'u-1' });
    assert.equal(awaited.take('u-2'), undefined);
    assert.equal(awaited.take('u-1'), 'dev');
    assert.equal(awaited.take('u-1'), undefined);
    mock.timers.tick(600_000);
    assert.deepEqual(overdue, []);
  });

  it('are given up when VS Code never opens it', () => {
    const awaited = shells();
    awaited.add({ id: 'dev', uid: 'u-1' });
    mock.timers.tick(600_000);
    assert.deepEqual(overdue, ['dev']);
    assert.equal(awaited.take('u-1'), undefined);
  });

  it('are left to the next window when this one closes', () => {
    const awaited = shells();
    awaited.add({ id: 'dev', uid: 'u-1' });
    awaited.dispose();
    mock.timers.tick(600_000);
    assert.deepEqual(overdue, []);
  });
});
