import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { loadGraph } from '../../../../src/core/task/declaration/load-graph.ts';
import { declare } from '../declare.ts';
import { endings, graphRig } from './graph-rig.ts';
import { recordAsDone } from './recorded-as-done.ts';

/** So many tasks in layers of 100, each after three of the layer before, with an input and an output of its own. */
function declareLayers(count: number): { tasks: object; files: Record<string, string> } {
  const tasks: Record<string, object> = {};
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at += 1) {
    const [layer, index] = [Math.floor(at / 100), at % 100];
    const above = [0, 1, 2].map((step) => `${String(layer - 1)}-${String((index + step) % 100)}`);
    const name = `${String(layer)}-${String(index)}`;
    tasks[name] = {
      // Would tell if anything were run.
      command: 'exit 1',
      inputs: [`src/${String(layer)}/${String(index)}.txt`],
      outputs: [`out/${name}/**`],
      dependsOn: layer === 0 ? [] : above,
    };
    files[`src/${String(layer)}/${String(index)}.txt`] = name;
  }
  return { tasks, files };
}

describe('a large graph', function () {
  this.timeout(240_000);
  const rig = graphRig();

  /** Processor time to read a graph, check it, and find that nothing is to be done; ms. */
  async function costOf(count: number): Promise<number> {
    const { tasks, files } = declareLayers(count);
    rmSync(path.join(rig().checkout, 'src'), { recursive: true, force: true });
    rig().write({ ...files, 'lanekeeper.json': JSON.stringify({ tasks, discover: false }) });
    const { checkout, context } = rig();
    const { graph } = await loadGraph(context.location, checkout, null);
    await recordAsDone(rig().context, rig().checkout, graph);
    const before = process.cpuUsage();
    // Nothing is kept there, so that the tasks are checked again.
    const elsewhere = { tasks: path.join(context.location.tasks, 'elsewhere') };
    const loaded = await loadGraph(elsewhere, checkout, null);
    const outcome = await rig().run([...loaded.graph.tasks.values()], { context: rig().open() });
    const { user, system } = process.cpuUsage(before);
    assert.deepEqual(new Set(Object.values(endings(outcome))), new Set(['fresh']));
    assert.equal(outcome.states.size, count);
    await rig().context.store.write((transaction) => transaction.run('DELETE FROM graph_tasks'));
    return (user + system) / 1000;
  }

  it('of 10 000 tasks costs little more for each than one of 1 000', async () => {
    const thousand = await costOf(1000);
    const tenThousand = await costOf(10_000);
    // A square would be a hundred times as much.
    assert.ok(tenThousand < 25 * thousand, `${String(thousand)} and ${String(tenThousand)} ms`);
  });

  it('is gone through to the end of a chain of 2000 commands', async () => {
    const tasks = Array.from({ length: 2000 }, (_, index) =>
      declare(`t${String(index)}`, {
        command: ['true'],
        dependsOn: index === 0 ? [] : [`t${String(index - 1)}`],
      }),
    );
    const { run } = await rig().run(tasks);
    assert.deepEqual([run.status, run.counts.ran], ['done', 2000]);
  });
});
