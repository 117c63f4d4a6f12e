import assert from 'node:assert/strict';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { raisedPriorities } from '../../../../src/core/task/scheduler/raised-priorities.ts';
import { declare } from '../declare.ts';

const graph = buildGraph([
  declare('fetch'),
  declare('generate', { dependsOn: ['fetch'] }),
  declare('build', { dependsOn: ['generate'] }),
  declare('lint', { dependsOn: ['fetch'] }),
  declare('test', { dependsOn: ['build'] }),
]);

function raised(...tasks: [string, number][]): Record<string, number> {
  return Object.fromEntries(raisedPriorities(graph, new Map(tasks)));
}

describe('raised priorities', () => {
  it('hold for all that a task waits for, and for nothing that waits for it', () => {
    assert.deepEqual(raised(['build', 80]), { build: 80, generate: 80, fetch: 80 });
  });

  it('are the highest of those that a task is needed for', () => {
    assert.deepEqual(raised(['lint', 90], ['build', 80], ['fetch', 10]), {
      lint: 90,
      build: 80,
      generate: 80,
      fetch: 90,
    });
  });

  it('of tasks that there are not are nobody’s', () => {
    assert.deepEqual(raised(['gone', 90]), {});
    assert.deepEqual(raised(), {});
  });
});
