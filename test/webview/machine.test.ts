import assert from 'node:assert/strict';
import { FakeSource } from '../unit/dashboard/fake-engine.ts';
import { busyEngine, makeMachine, sceneSample } from '../unit/dashboard/scene.ts';
import { beyondTheEdge } from './in-page.ts';
import { screenshot, withDashboards } from './with-dashboards.ts';

describe('The tiles of the machine', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  async function open(width: number) {
    const engine = busyEngine(now);
    const source = new FakeSource({ kind: 'open', engine });
    const context = { viewport: { width, height: 900 } };
    const dashboard = await dashboards.open(source, { context });
    engine.tick(sceneSample(now, 600));
    const tiles = dashboard.page.getByRole('region', { name: 'Machine' });
    await tiles.getByText('of 8 cores').waitFor();
    return { ...dashboard, dashboard, source, tiles };
  }

  for (const width of [280, 1280]) {
    it(`say what it is made of as soon as that is known, and keep their place, ${width} pixels wide`, async () => {
      const { dashboard, page, source, tiles } = await open(width);
      const before = await tiles.boundingBox();
      source.machine.become(makeMachine({ charge: 0.63, onMains: false }));
      const hint = tiles.getByText(
        'on battery, 63% · AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics',
        { exact: true },
      );
      await hint.waitFor();
      await tiles.getByText('and 8.0 GB swap', { exact: true }).waitFor();
      await tiles.getByText('8 cores, 16 threads · Graphics: AMD Phoenix1').waitFor();
      await tiles
        .getByTitle(/Radeon 780M Graphics · 8 cores, 16 threads · Graphics: AMD/)
        .waitFor();
      assert.deepEqual(await tiles.boundingBox(), before);
      assert.deepEqual(await beyondTheEdge(page), []);
      await screenshot(dashboard, `machine-${width}`);
    });
  }

  it('say nothing of a battery that is not in use, nor of swap and adapters that there are not', async () => {
    const { source, tiles } = await open(1280);
    const machine = makeMachine({ charge: 1, onMains: true });
    source.machine.become({
      ...machine,
      facts: { ...machine.facts, swapBytes: 0, graphics: [] },
    });
    await tiles
      .getByText('AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics', { exact: true })
      .waitFor();
    await tiles.getByText('8 cores, 16 threads', { exact: true }).waitFor();
    assert.doesNotMatch(await tiles.innerText(), /battery|swap|Graphics:/);
  });

  it('say nothing more where it cannot be told', async () => {
    const { source, tiles } = await open(1280);
    const before = await tiles.innerText();
    source.machine.become(makeMachine({ charge: 0.2, onMains: false }));
    await tiles.getByText(/on battery, 20%/).waitFor();
    source.machine.become(null);
    await tiles.getByText(/on battery/).waitFor({ state: 'detached' });
    assert.equal(await tiles.innerText(), before);
  });
});
