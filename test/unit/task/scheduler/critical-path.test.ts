import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { criticalPath } from '../../../../src/core/task/scheduler/critical-path.ts';
import { declare } from '../declare.ts';

describe('the critical path', () => {
  it('of a task is its own time and the longest chain that waits for it', () => {
    const graph = buildGraph([
      declare('fetch'),
      declare('lint', { dependsOn: ['fetch'] }),
      declare('build', { dependsOn: ['fetch'] }),
      declare('test', { dependsOn: ['build', 'lint'] }),
    ]);
    const times: Record<string, number> = { fetch: 1, lint: 2, build: 10, test: 5 };
    assert.deepEqual(
      criticalPath(graph, (name) => times[name] ?? 0),
      new Map([
        ['test', 5],
        ['build', 15],
        ['lint', 7],
        ['fetch', 16],
      ]),
    );
  });

  it('is as long as the longest way through the graph, whichever graph', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.array(fc.nat(100))), { minLength: 1, maxLength: 12 }),
        (written) => {
          const tasks = written.map(([, uses], index) => ({
            name: String(index),
            dependsOn: [...new Set(uses.map((use) => use % (index || 1)))]
              .filter((use) => use < index)
              .map(String),
          }));
          const graph = buildGraph(
            tasks.map(({ name, dependsOn }) => declare(name, { dependsOn })),
          );
          const time = (name: string): number => written[Number(name)]?.[0] ?? 0;
          const longest = (name: string): number =>
            time(name) + Math.max(0, ...(graph.dependents.get(name) ?? []).map(longest));
          for (const [name, path] of criticalPath(graph, time)) assert.equal(path, longest(name));
        },
      ),
    );
  });

  it('is found in a chain of two thousand', () => {
    const chain = Array.from({ length: 2_000 }, (_, index) =>
      declare(`t${String(index)}`, { dependsOn: index === 0 ? [] : [`t${String(index - 1)}`] }),
    );
    assert.equal(criticalPath(buildGraph(chain), () => 1).get('t0'), 2_000);
  });
});
