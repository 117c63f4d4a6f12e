import assert from 'node:assert/strict';
import fc from 'fast-check';
import { projectsView } from '../../../src/extension/dashboard/graph-view.ts';
import { layOut, type LaidOut, rowsAtMost } from '../../../webview/state/graph-layout.ts';
import { partOf } from '../../../webview/state/graph-part.ts';
import { neighbour } from '../../../webview/view/graph-keys.ts';
import { sizeOf, visibleTasks } from '../../../webview/view/graph-places.ts';
import { largeProject, sceneProject } from './scene-graph.ts';

/** Tasks each of which depends on some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), { maxLength: 60 })
  .map((each) => {
    const tasks: LaidOut[] = [];
    for (const [index, below] of each.entries()) {
      const dependsOn = [...new Set(below.filter((other) => other < index))];
      const layer = Math.max(-1, ...dependsOn.map((other) => tasks[other]?.layer ?? 0)) + 1;
      tasks.push({ layer, dependsOn });
    }
    return tasks;
  });

function partOfScene(wanted: string) {
  const [project] = projectsView([sceneProject()]) ?? [];
  assert.ok(project);
  return partOf(project, wanted);
}

describe('The picture of a graph', () => {
  it('has a place for each task, no two at one, and none before what it depends on', () => {
    fc.assert(
      fc.property(graphs, (tasks) => {
        const { places, columns, rows } = layOut(tasks);
        const taken = new Set(places.map(({ column, row }) => `${column} ${row}`));
        assert.equal(taken.size, tasks.length);
        assert.ok(rows <= rowsAtMost);
        for (const [task, { dependsOn }] of tasks.entries()) {
          const own = places[task];
          assert.ok(own);
          assert.equal(columns[own.column]?.[own.row], task);
          for (const other of dependsOn) assert.ok((places[other]?.column ?? 0) < own.column);
        }
      }),
    );
  });

  it('places tasks across from those that they are joined to', () => {
    // Two chains, told one across the other.
    const tasks = [
      { layer: 0, dependsOn: [] },
      { layer: 0, dependsOn: [] },
      { layer: 1, dependsOn: [1] },
      { layer: 1, dependsOn: [0] },
    ];
    const { places } = layOut(tasks);
    assert.equal(places[2]?.row, places[1]?.row);
    assert.equal(places[3]?.row, places[0]?.row);
  });

  it('is drawn as far as it is seen, however large it is', () => {
    for (const count of [200, 2000, 5000]) {
      const [project] = projectsView([largeProject(count)]) ?? [];
      assert.ok(project);
      const layout = layOut(partOf(project, ''));
      assert.equal(layout.places.length, count);
      const seen = { left: 3000, top: 200, width: 1200, height: 460 };
      assert.ok(visibleTasks(layout, sizeOf(false), seen).length < 200);
      assert.ok(visibleTasks(layout, sizeOf(true), seen).length < 800);
      const all = { left: 0, top: 0, width: 1e7, height: 1e7 };
      assert.equal(visibleTasks(layout, sizeOf(false), all).length, count);
    }
  });

  it('holds what is looked for with what that is joined to, and nothing else', () => {
    const part = partOfScene('  CORE ');
    assert.deepEqual(part.map(({ name, isMatch }) => [name, isMatch]).sort(), [
      ['docs', false],
      ['packages/core#build', true],
      ['packages/web#build', false],
      ['schema', false],
    ]);
    const core = part.find(({ isMatch }) => isMatch);
    assert.deepEqual(
      core?.dependsOn.map((place) => part[place]?.name),
      ['schema'],
    );
    assert.deepEqual(partOfScene('nothing of that name'), []);
    assert.equal(partOfScene('').length, 9);
  });

  it('is gone through along its lines, and never left by an arrow key', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.constantFrom('Left', 'Right', 'Up', 'Down')),
        (tasks, keys) => {
          fc.pre(tasks.length > 0);
          const layout = layOut(tasks);
          let at = layout.columns[0]?.[0] ?? 0;
          for (const key of keys) {
            const next = neighbour(tasks, layout, `Arrow${key}`, at);
            if (next === null) continue;
            assert.ok(next >= 0 && next < tasks.length && next !== at);
            const from = layout.places[at]?.column ?? 0;
            const to = layout.places[next]?.column ?? 0;
            if (key === 'Left') assert.ok(to < from);
            if (key === 'Right') assert.ok(to > from);
            if (key === 'Up' || key === 'Down') assert.equal(to, from);
            at = next;
          }
        },
      ),
    );
  });
});
