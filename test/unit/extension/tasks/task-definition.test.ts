import assert from 'node:assert/strict';
import { readTaskDefinition } from '../../../../src/extension/tasks/task-definition.ts';

describe('a task of tasks.json', () => {
  it('names a task, and may say in which agent and how urgently it runs', () => {
    const said = { type: 'lanekeeper', task: 'api', agent: 'dev-1', priority: 70, label: 'mine' };
    assert.deepEqual(readTaskDefinition(said), { task: 'api', agent: 'dev-1', priority: 70 });
    assert.deepEqual(readTaskDefinition({ task: 'api' }), { task: 'api' });
  });

  for (const [what, definition] of Object.entries({
    'names none': { type: 'lanekeeper' },
    'names an empty one': { task: '' },
    'has a priority that there is not': { task: 'api', priority: 101 },
    'is no object': null,
  })) {
    it(`that ${what} is refused with what it needs`, () => {
      assert.throws(() => readTaskDefinition(definition), {
        code: 'input-invalid',
        cure: /"task"/,
      });
    });
  }
});
