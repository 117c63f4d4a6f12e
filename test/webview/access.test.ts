import assert from 'node:assert/strict';
import { busyEngine, makeAgent, sceneSample } from '../unit/dashboard/scene.ts';
import { coloursOf, drawingOf, focused, lowContrast, styleOf } from './in-page.ts';
import { themes, type OpenDashboard } from './open-dashboard.ts';
import { withDashboards } from './with-dashboards.ts';

describe('The dashboard for everybody', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  /** Everything that the tab key stops at, and each has to be seen to have the focus. */
  async function tabStops({ page }: OpenDashboard): Promise<string[]> {
    const names: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (stop === null) return names;
      assert.ok(stop.visible, `the focus on "${stop.name}" is seen`);
      names.push(stop.name);
      assert.ok(names.length < 100, 'the tab key leaves the page at its end');
    }
  }

  it('is walked through with the tab key in reading order, one stop for an agent’s buttons', async () => {
    const stops = await tabStops(await dashboards.open(busyEngine(now)));
    const shortened = stops.map((name) =>
      name.replace(/ ([\d.]+( [KMG]?B)?|–)$/, '').replace(/[\d:]{8} – [\d:]{8}/, 'TIMES'),
    );
    const lines = ['dev-1', 'release', 'py-test', 'Web build', 'Refactor the parser', 'Machine'];
    assert.deepEqual(shortened, [
      'Spawn Agent',
      ...['Show CPU as table', ...lines],
      ...['Show Memory as table', ...lines],
      ...['Agent', 'Status', 'Type', 'CPU', 'Memory', 'Processes', 'I/O'],
      ...['Stop dev-1', 'Stop py-test', 'Stop Refactor the parser', 'Restart release'],
      ...['1 conflict', 'Stop Web build'],
      ...['Show an Hour', 'Show Timeline as table', 'cargo build: done, TIMES. Ran 4 min 50 s.'],
      ...['Find a task of repo', 'Show more tasks without their names', 'Show Tasks as table'],
      'schema: done. Depends on nothing. 3 tasks depend on it.',
      // What can be done about the task that has just been chosen by that.
      ...['Run', 'Show Log', 'Explain', 'Open Declaration'],
      ...['Time lost by agent', 'Time lost by resource', 'Time lost by day'],
      'Reveal Caches',
    ]);
  });

  it('moves among the buttons of an agent with the arrow keys', async () => {
    const { page, commands } = await dashboards.open(busyEngine(now));
    await page.getByRole('button', { name: 'Stop dev-1' }).focus();
    const names: (string | undefined)[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft', 'Home']) {
      await page.keyboard.press(key);
      names.push((await focused(page))?.name.split(' ')[0]);
    }
    assert.deepEqual(names, ['Show', 'Clean', 'Stop', 'Clean', 'Show', 'Stop']);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    assert.deepEqual(commands, ['clean dev-1']);
  });

  it('tells a chart as a table at the press of a key, and the focus stays', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    await page.getByRole('button', { name: 'Show CPU as table' }).focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: /^CPU cores in use/ });
    const row = table.getByRole('row', { name: /^dev-1/ });
    assert.match((await row.innerText()).replaceAll(/\s+/g, ' ').trim(), /^dev-1( [\d.]+){6}$/);
    // The toolkit names a button anew in a later frame.
    await page.getByRole('button', { name: 'Show CPU as chart' }).waitFor();
    assert.equal((await focused(page))?.name, 'Show CPU as chart');
    await page.keyboard.press('Space');
    await page.getByRole('img', { name: /^CPU over/ }).waitFor();
  });

  it('sorts with the keyboard and says how', async () => {
    const engine = busyEngine(now);
    const { page } = await dashboards.open(engine);
    engine.tick(sceneSample(now, 600));
    await page.getByText('of 8 cores').waitFor();
    await page.getByRole('button', { name: 'Memory', exact: true }).focus();
    await page.keyboard.press('Enter');
    const heads = page.getByRole('table', { name: 'Agents' }).getByRole('rowheader');
    assert.deepEqual(
      (await heads.allInnerTexts()).map((text) => text.split(/\s/)[0]),
      ['dev-1', 'Web', 'Refactor', 'py-test', 'release'],
    );
    const header = page.getByRole('columnheader', { name: 'Memory' });
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
  });

  it('has headings, landmarks and names for what screen readers stop at', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), [
      ...['CPU', 'Memory', 'Agents', 'Timeline', 'Tasks', 'Contention', 'Gates', 'Caches'],
    ]);
    const regions = ['Machine', 'CPU', 'Memory', 'Agents', 'Timeline', 'Tasks', 'Contention'];
    for (const name of [...regions, 'Gates', 'Caches']) {
      assert.equal(await page.getByRole('region', { name, exact: true }).count(), 1, name);
    }
    for (const role of ['button', 'img', 'meter', 'table', 'toolbar', 'list'] as const) {
      const all = await page.getByRole(role).count();
      const named = await page.getByRole(role, { name: /\S/ }).count();
      const unnamed = role === 'list' ? 2 : 0;
      assert.equal(named, all - unnamed, `each ${role} has a name`);
    }
  });

  for (const theme of themes) {
    it(`has text of 4.5:1 and more in ${theme}`, async () => {
      const engine = busyEngine(now);
      const { page } = await dashboards.open(engine, { theme });
      engine.tick(sceneSample(now, 600));
      await page.getByText('of 8 cores').waitFor();
      await page
        .getByRole('button', { name: /^release/ })
        .first()
        .click();
      await page.mouse.move(0, 0);
      const { texts, low } = await lowContrast(page);
      assert.ok(texts > 150, `${texts} texts`);
      assert.deepEqual(low, []);
    });
  }

  it('turns nothing for those who want no motion', async () => {
    const engine = busyEngine(now);
    engine.agents = [makeAgent('dev-1', { status: 'starting' })];
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const { page } = await dashboards.open(engine, { context: { reducedMotion } });
      const animation = await styleOf(page, '.icon-starting', 'animation-name');
      assert.equal(animation, reducedMotion === 'reduce' ? 'none' : 'turn');
    }
  });

  it('shows meters by their edge and draws anew when colours are forced', async () => {
    const engine = busyEngine(now);
    const { page } = await dashboards.open(engine);
    engine.tick(sceneSample(now, 600));
    await page.getByText('of 8 cores').waitFor();
    const before = await drawingOf(page, 'CPU');
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    assert.equal(await styleOf(page, '.meter', 'border-top-style'), 'solid');
    assert.notEqual(await drawingOf(page, 'CPU'), before);
    assert.ok((await coloursOf(page, 'CPU')) > 20);
    assert.deepEqual((await lowContrast(page)).low, []);
  });

  it('draws its charts anew when the theme changes', async () => {
    const dashboard = await dashboards.open(busyEngine(now), { theme: 'dark' });
    const dark = await drawingOf(dashboard.page, 'CPU');
    await dashboard.setTheme('light');
    const light = await drawingOf(dashboard.page, 'CPU');
    assert.notEqual(light, dark);
  });
});
