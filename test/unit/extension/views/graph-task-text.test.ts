import assert from 'node:assert/strict';
import type { GraphTask } from '../../../../src/core/task/graph-task.ts';
import type { GraphTaskState } from '../../../../src/core/task/run/state.ts';
import {
  commandText,
  taskDescription,
  taskWait,
} from '../../../../src/extension/views/tasks/graph-task-text.ts';
import { declare } from '../../task/declare.ts';

const start = '2025-01-01T00:00:00.000Z';
const now = Date.parse(start) + 12_000;

function task(state: GraphTaskState | null, part: Partial<GraphTask> = {}): GraphTask {
  return {
    name: 'build',
    declaration: declare('build'),
    status: state?.status ?? 'idle',
    state,
    reason: null,
    waitsFor: [],
    run: null,
    agent: null,
    priority: 50,
    startedAt: state?.status === 'running' ? state.startedAt : null,
    milliseconds: null,
    expectedMilliseconds: null,
    progress: null,
    contention: [],
    cached: false,
    fingerprint: null,
    log: null,
    ...part,
  };
}

const done = (how: 'ran' | 'fresh' | 'restored' | 'joined'): GraphTaskState => ({
  status: 'done',
  how,
  milliseconds: 1240,
  log: null,
});

describe('the row of a task', () => {
  for (const [said, shown, lastLine = null] of [
    ['', task(null)],
    ['running · 12 s', task({ status: 'running', startedAt: start })],
    [
      'running · 12 s of about 31 s',
      task({ status: 'running', startedAt: start }, { expectedMilliseconds: 30_400 }),
    ],
    [
      'waiting · TEST_JOBS: 2 of 2 in use.',
      task(
        { status: 'waiting', reason: { kind: 'resources', text: 'x' } },
        { reason: 'TEST_JOBS: 2 of 2 in use.' },
      ),
    ],
    ['ran · 1.2 s', task(done('ran'), { milliseconds: 1240 })],
    ['cached, its result was put back · 1.2 s', task(done('restored'), { milliseconds: 1240 })],
    ['dev-1 · ran · 2 min 05 s', task(done('ran'), { agent: 'dev-1', milliseconds: 125_000 })],
    [
      'failed · error: no such crate',
      task({ status: 'failed', reason: 'x', exitCode: 1, milliseconds: 1, log: 'l' }),
      'error: no such crate',
    ],
    [
      'waiting for a, b · priority 100',
      task(
        { status: 'waiting', reason: { kind: 'dependencies' } },
        { reason: 'It waits for "a", "b".', waitsFor: ['a', 'b'], priority: 100 },
      ),
    ],
  ] as const) {
    it(`says "${said}"`, () => {
      assert.equal(taskDescription(shown, lastLine, now), said);
    });
  }

  it('is marked where others hold it up, and not where it waits for its own project', () => {
    const waiting = (reason: Extract<GraphTaskState, { status: 'waiting' }>['reason']) =>
      taskWait(task({ status: 'waiting', reason }, { reason: 'It waits.' }));
    assert.equal(waiting({ kind: 'resources', text: 'COMPILE' }), 'It waits.');
    assert.equal(waiting({ kind: 'elsewhere', pid: 1 }), 'It waits.');
    assert.equal(waiting({ kind: 'dependencies' }), null);
    assert.equal(taskWait(task(done('ran'))), null);
  });

  it('shows a line for the shell as it was written', () => {
    assert.equal(commandText({ command: ['sh', '-c', 'make all'] }), 'make all');
    assert.equal(commandText({ command: ['cargo', 'build'] }), 'cargo build');
    assert.equal(commandText({ command: [] }), null);
  });
});
