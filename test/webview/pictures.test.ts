import { LanekeeperError } from '../../src/core/error.ts';
import { FakeEngine, FakeSource } from '../unit/dashboard/fake-engine.ts';
import { crowdedEngine } from '../unit/dashboard/crowd.ts';
import { largeProject } from '../unit/dashboard/scene-graph.ts';
import { busyEngine, sceneSample } from '../unit/dashboard/scene.ts';
import { themes, type OpenDashboard } from './open-dashboard.ts';
import { screenshot, withDashboards } from './with-dashboards.ts';

const instant = Date.now();

describe('Pictures of the dashboard', () => {
  const dashboards = withDashboards();
  const context = { deviceScaleFactor: 2 };

  /** Two samples, because rates are told only between two. */
  async function tickTwice(engine: FakeEngine, { page }: OpenDashboard): Promise<void> {
    engine.tick(sceneSample(instant, 600));
    await page.getByText(/of 8 cores/).waitFor();
    engine.tick(sceneSample(instant, 601));
    await page.getByRole('cell', { name: /\/s$/ }).first().waitFor();
  }

  for (const theme of themes) {
    it(`are kept in ${theme}`, async () => {
      const engine = busyEngine(instant);
      const dashboard = await dashboards.open(engine, { theme, context });
      await tickTwice(engine, dashboard);
      await screenshot(dashboard, theme);
    });
  }

  for (const [name, width] of [
    ['narrow', 280],
    ['beside-a-side-bar', 920],
  ] as const) {
    it(`are kept of a panel ${name}`, async () => {
      const engine = busyEngine(instant);
      const viewport = { width, height: 900 };
      const dashboard = await dashboards.open(engine, { context: { ...context, viewport } });
      await tickTwice(engine, dashboard);
      await screenshot(dashboard, name);
    });
  }

  it('are kept of tables in place of charts', async () => {
    const engine = busyEngine(instant);
    const dashboard = await dashboards.open(engine, { theme: 'light', context });
    await tickTwice(engine, dashboard);
    for (const chart of ['CPU', 'Memory']) {
      await dashboard.page.getByRole('button', { name: `Show ${chart} as table` }).click();
    }
    for (const picture of ['Timeline', 'Tasks']) {
      await dashboard.page.getByRole('button', { name: `Show ${picture} as table` }).click();
    }
    await screenshot(dashboard, 'tables');
  });

  for (const count of [200, 2000]) {
    it(`are kept of a graph of ${count} tasks`, async () => {
      const engine = busyEngine(instant);
      engine.folders = [largeProject(count)];
      const dashboard = await dashboards.open(engine);
      const graph = dashboard.page.getByRole('group', { name: 'Tasks' });
      await graph.getByRole('button').nth(7).click();
      await screenshot(dashboard, `graph-${count}`);
      const names = 'Show more tasks without their names';
      await dashboard.page.getByRole('button', { name: names }).click();
      await screenshot(dashboard, `graph-${count}-compact`);
    });
  }

  it('are kept of fifty agents', async () => {
    const engine = crowdedEngine(instant, 50);
    const dashboard = await dashboards.open(engine);
    await screenshot(dashboard, 'fifty');
  });

  it('are kept of an empty dashboard', async () => {
    const dashboard = await dashboards.open(new FakeEngine(), { context });
    await screenshot(dashboard, 'empty');
  });

  it('are kept of forced colours', async () => {
    const engine = busyEngine(instant);
    const dashboard = await dashboards.open(engine, {
      theme: 'high-contrast',
      context: { ...context, forcedColors: 'active', colorScheme: 'dark' },
    });
    await tickTwice(engine, dashboard);
    await screenshot(dashboard, 'forced-colours');
  });

  it('are kept of an engine that could not be opened', async () => {
    const error = new LanekeeperError(
      'database-corrupt',
      'The database /home/dev/.local/state/lanekeeper/lanekeeper.db is damaged.',
      'Move it away and start again: agents that run are not in danger, but are forgotten.',
    );
    const dashboard = await dashboards.open(new FakeSource({ kind: 'failed', error }), { context });
    await screenshot(dashboard, 'unavailable');
  });
});
