import assert from 'node:assert/strict';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { layersOf } from '../../../../src/core/task/graph/layers.ts';
import { declare } from '../declare.ts';

describe('the layer of a task', () => {
  it('is one more than the highest of what it depends on', () => {
    const graph = buildGraph([
      declare('top', { dependsOn: ['middle', 'bottom'] }),
      declare('middle', { dependsOn: ['bottom'] }),
      declare('bottom'),
      declare('alone'),
    ]);
    assert.deepEqual(
      Object.fromEntries(layersOf(graph)),
      Object.fromEntries([
        ['bottom', 0],
        ['alone', 0],
        ['middle', 1],
        ['top', 2],
      ]),
    );
  });

  it('may be thousands deep', () => {
    const tasks = Array.from({ length: 5000 }, (_, index) =>
      declare(`t${String(index)}`, { dependsOn: index === 0 ? [] : [`t${String(index - 1)}`] }),
    );
    assert.equal(layersOf(buildGraph(tasks)).get('t4999'), 4999);
  });
});
