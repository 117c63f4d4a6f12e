import assert from 'node:assert/strict';
import { crowdedEngine } from '../unit/dashboard/crowd.ts';
import type { FakeEngine } from '../unit/dashboard/fake-engine.ts';
import { makeProject } from '../unit/dashboard/scene-graph.ts';
import { makeEntry } from '../unit/dashboard/scene-timeline.ts';
import { busyEngine, makeAgent, makeContention, makeTask } from '../unit/dashboard/scene.ts';
import { beyondTheEdge, outsideOfIsolation } from './in-page.ts';
import { withDashboards } from './with-dashboards.ts';

const rightToLeft = '\u202e';

/** Names, reasons and paths as a hostile agent would choose them. */
function hostileEngine(now: number): FakeEngine {
  const engine = busyEngine(now);
  const markup = '<img src=x onerror="document.title=1">';
  const texts = [
    markup,
    `${rightToLeft}gnp.exe`,
    'x'.repeat(10_000),
    'مرحبا 123',
    ' ',
    '"><script>',
  ];
  engine.agents = texts.map((name, index) =>
    makeAgent(`agent-${index}`, { name, type: name, statusReason: name }),
  );
  engine.openTasks = texts.map((name, index) => makeTask(index, `agent-${index}`, { name }));
  const since = new Date(now - 9000).toISOString();
  engine.open = texts.map((text, index) =>
    makeContention(
      index,
      `agent-${index}`,
      since,
      { holder: { agent: null, pid: 1, command: text } },
      { resource: text, tool: text, text, cure: text },
    ),
  );
  engine.entries = texts.map((name, index) =>
    makeEntry(
      now,
      `task/${index}`,
      { waited: 300, started: 200 },
      { agent: index % 2 === 0 ? `agent-${index}` : null, name, checkout: `/${name}` },
    ),
  );
  engine.folders = [
    makeProject(
      Object.fromEntries(texts.map((name) => [name, { status: 'failed', reason: name }])),
      { name: markup },
    ),
  ];
  engine.totals = texts.map((name) => ({
    ...{ day: '2026-11-25', agent: name, resource: name, count: 1, seconds: 1 },
  }));
  const [cache] = engine.report.caches;
  assert.ok(cache);
  const path = `/${'very-long/'.repeat(400)}`;
  engine.report = {
    ...engine.report,
    caches: texts.map((name) => ({ ...cache, name, location: path, reason: name, cure: name })),
  };
  engine.limits = [
    {
      name: 'COMPILE_JOBS',
      class: 'compile',
      limit: 8,
      running: 9,
      holders: [],
      waiting: [],
      ungated: [],
    },
  ];
  return engine;
}

describe('The room that the dashboard takes', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  for (const width of [280, 320, 400, 480, 600, 760, 861, 1280]) {
    it(`is no wider than a panel of ${width} pixels`, async () => {
      const context = { viewport: { width, height: 800 } };
      const { page } = await dashboards.open(busyEngine(now), { context });
      assert.deepEqual(await beyondTheEdge(page), []);
      await page.getByRole('button', { name: 'Show CPU as table' }).click();
      assert.deepEqual(await beyondTheEdge(page), []);
    });
  }

  for (const width of [280, 900]) {
    it(`holds fifty agents in ${width} pixels`, async () => {
      const context = { viewport: { width, height: 800 } };
      const { page } = await dashboards.open(crowdedEngine(now, 50), { context });
      const rows = page.getByRole('table', { name: 'Agents' }).getByRole('row');
      assert.equal(await rows.count(), 51);
      assert.deepEqual(await beyondTheEdge(page), []);
    });

    it(`takes no more for hostile names in ${width} pixels`, async () => {
      const context = { viewport: { width, height: 800 } };
      const { page } = await dashboards.open(hostileEngine(now), { context });
      assert.deepEqual(await beyondTheEdge(page), []);
      const places = page.locator(
        '.agents tbody tr, .wait, .lane, .totals, .detail, .graph-scroller, .caches tbody tr, .gate, .legend-entry',
      );
      const boxes = await Promise.all((await places.all()).map((place) => place.boundingBox()));
      const heights = boxes.map((box) => box?.height ?? 0);
      assert.ok(heights.length >= 19);
      assert.ok(Math.max(...heights) < 700, `${Math.max(...heights)} pixels high`);
    });
  }

  it('holds names as text, each in a direction of its own', async () => {
    const { page } = await dashboards.open(hostileEngine(now));
    assert.equal(await page.locator('img, main script').count(), 0);
    assert.equal(await page.title(), 'Lanekeeper Dashboard');
    await page.getByRole('button', { name: /^Stop <img src=x onerror=/ }).waitFor();
    const loose = await outsideOfIsolation(page, rightToLeft);
    assert.deepEqual(loose, []);
  });
});
