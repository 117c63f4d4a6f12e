import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dependencyLines } from '../../../src/cli/commands/task/dependency-lines.ts';
import { buildGraph } from '../../../src/core/task/graph/build-graph.ts';
import { declare } from '../task/declare.ts';

const linesOf = (tasks: Record<string, string[]>) =>
  dependencyLines(
    buildGraph(Object.entries(tasks).map(([name, dependsOn]) => declare(name, { dependsOn }))),
  );

describe('a graph of tasks in lines', () => {
  it('begins with what nothing depends on, and tells what is needed twice once', () => {
    const lines = linesOf({
      all: ['api', 'web'],
      api: ['schema', 'lib'],
      web: ['lib'],
      lib: ['schema'],
      schema: [],
      lint: [],
    });
    assert.deepEqual(
      lines.map(({ indent, name, isRepeated }) => `${indent}${name}${isRepeated ? ' *' : ''}`),
      [
        'lint',
        'all',
        '├─ api',
        '│  ├─ schema',
        '│  └─ lib',
        '│     └─ schema',
        '└─ web',
        '   └─ lib *',
      ],
    );
  });

  it('tells every task, and no more lines than there are tasks and dependencies', () => {
    const links = fc.array(fc.array(fc.nat({ max: 19 }), { maxLength: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(links, (each) => {
        const tasks = each.map((below, index) => {
          const names = below.filter((other) => other < index).map((other) => `t${String(other)}`);
          return declare(`t${String(index)}`, { dependsOn: [...new Set(names)] });
        });
        const lines = dependencyLines(buildGraph(tasks));
        const told = new Set(lines.map(({ name }) => name));
        assert.equal(told.size, tasks.length);
        const dependencies = tasks.flatMap(({ dependsOn }) => dependsOn).length;
        assert.ok(lines.length <= tasks.length + dependencies);
      }),
    );
  });

  it('may be thousands deep', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `t${String(index)}`);
    const lines = linesOf(
      Object.fromEntries(
        names.map((name, index) => [name, index === 0 ? [] : [`t${String(index - 1)}`]]),
      ),
    );
    assert.equal(lines.length, 3000);
  });
});
