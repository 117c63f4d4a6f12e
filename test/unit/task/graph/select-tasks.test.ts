import assert from 'node:assert/strict';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { selectTasks } from '../../../../src/core/task/graph/select-tasks.ts';
import { declare } from '../declare.ts';

describe('the tasks that are needed for others', () => {
  const graph = buildGraph([
    declare('fetch'),
    declare('build', { dependsOn: ['fetch'] }),
    declare('test', { dependsOn: ['build'] }),
    declare('lint', { dependsOn: ['fetch'] }),
  ]);

  it('are those and all that they depend on, in order', () => {
    const { order, tasks, dependents } = selectTasks(graph, ['test']);
    assert.deepEqual(order, ['fetch', 'build', 'test']);
    assert.equal(tasks.has('lint'), false);
    assert.deepEqual(dependents.get('fetch'), ['build']);
  });

  it('are not found under a name that there is not', () => {
    assert.throws(() => selectTasks(graph, ['tset']), {
      code: 'task-not-found',
      message: 'There is no task "tset".',
    });
  });
});
