import assert from 'node:assert/strict';
import { isMainTask, mainTaskName } from '../../../../src/core/agent/supervisor/main-task.ts';

const named = (...command: string[]): string => mainTaskName({ type: 'auto', command });

describe('the task of the command of an agent', () => {
  it('is called as the type where that says what runs', () => {
    assert.equal(mainTaskName({ type: 'rust-dev', command: ['cargo', 'build'] }), 'rust-dev');
  });

  it('is called by the program and its sub-commands where the type says nothing', () => {
    assert.equal(named('cargo', 'build', '--release'), 'cargo build');
    assert.equal(named('/usr/bin/pnpm', 'run', 'build:all', 'more'), 'pnpm run build:all');
    assert.equal(named('sh', '-c', 'while :; do make; done'), 'sh');
    assert.equal(named('node', 'print(1); process.exit(0)'), 'node');
  });

  it('is told from what prepares for it', () => {
    const agent = { type: 'auto', command: ['cargo', 'build'], interactive: false };
    const task = { origin: 'spawn', name: 'cargo build' } as const;
    assert.equal(isMainTask(agent, task), true);
    assert.equal(isMainTask(agent, { ...task, name: 'auto' }), true);
    assert.equal(isMainTask(agent, { ...task, name: 'Fetch the crates' }), false);
    assert.equal(isMainTask(agent, { ...task, origin: 'run' }), false);
    assert.equal(isMainTask(agent, { ...task, stage: 'setup' }), false);
    assert.equal(isMainTask({ ...agent, interactive: true }, task), false);
  });
});
