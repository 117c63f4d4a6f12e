import assert from 'node:assert/strict';
import { makeEntry } from '../unit/dashboard/scene-timeline.ts';
import { busyEngine, sceneSample } from '../unit/dashboard/scene.ts';
import { focused, styleOf } from './in-page.ts';
import { withDashboards } from './with-dashboards.ts';

describe('The timeline of the dashboard', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  it('tells waiting from running by more than colour, and names what was waited for', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const lanes = page.getByRole('list', { name: 'Timeline' });
    const bar = lanes.getByRole('button', { name: /^cargo test --workspace: running/ });
    assert.match(
      (await bar.getAttribute('aria-label')) ?? '',
      /Waited 38 s for test jobs\. Waits: .* by dev-1 \(cargo build\)\. Ran \d/,
    );
    assert.equal(await bar.locator('.bar-wait').innerText(), 'test jobs');
    assert.equal(await styleOf(page, '.bar-wait', 'border-top-style'), 'dashed');
    assert.equal(await styleOf(page, '.bar-run', 'border-top-style'), 'solid');
    assert.match(await styleOf(page, '.bar-wait', 'background-image'), /repeating-linear/);
    assert.equal(await styleOf(page, '.bar-run', 'background-image'), 'none');
    const docs = lanes.getByRole('button', { name: /^docs: waiting/ });
    assert.match(
      await docs.innerText(),
      /^docs:\s*src\/parser\/\*\* is claimed for writing by 5f0c9a1e/,
    );
    assert.match((await docs.getAttribute('aria-label')) ?? '', /claimed for writing by 5f0c9a1e/);
  });

  it('marks contention on the lane of who met it, with holder, file, seconds and cure', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const mark = page.getByRole('button', { name: /^Contention: waits for package cache/ });
    const said = (await mark.getAttribute('aria-label')) ?? '';
    assert.match(said, /in cargo, held by dev-1 \(cargo fetch, pid 41277\), [\d:]+ – now\./);
    assert.match(said, /\d+ s lost; a tool said so, and the kernel shows it; shared package cache/);
    assert.match(said, /\/home\/dev\/\.cargo\/\.package-cache\. Give each agent its own/);
    const rumour = page.getByRole('button', { name: /^Contention: waited for \.venv/ });
    assert.match((await rumour.getAttribute('aria-label')) ?? '', /; a message alone says so[;.]/);
  });

  it('is walked through with the arrow keys, and says below in words where one is', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    await page.getByRole('button', { name: /^cargo build: done/ }).focus();
    const names: (string | undefined)[] = [];
    const keys = ['ArrowRight', 'ArrowDown', 'ArrowDown', 'End', 'Home', 'ArrowUp'];
    for (const key of keys) {
      await page.keyboard.press(key);
      names.push((await focused(page))?.name.split(':')[0]);
    }
    assert.deepEqual(names, [
      ...['cargo test --workspace', 'Contention', 'docs', 'Contention'],
      ...['schema', 'uv sync'],
    ]);
    await page
      .locator('.section-timeline .detail')
      .getByText(/^uv sync: done, .* Ran 1 min 25 s/)
      .waitFor();
  });

  it('follows what happens', async () => {
    const engine = busyEngine(now);
    const { page } = await dashboards.open(engine);
    const times = { started: 3 };
    engine.entries = [makeEntry(now, 'task/99', times, { agent: 'web', name: 'vite build' })];
    engine.happen({ type: 'run-ended', checkout: '/repo', run: 1, status: 'done' });
    await page.getByRole('button', { name: /^vite build: running/ }).waitFor();
    engine.tick(sceneSample(now, 600));
  });

  it('goes back an hour, and is a table, at the press of a key', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const fetching = page.getByRole('button', { name: /^cargo fetch/ });
    assert.equal(await fetching.count(), 0);
    await page.getByRole('button', { name: 'Show an Hour' }).click();
    await fetching.waitFor();
    await page.getByRole('button', { name: 'Show Timeline as table' }).click();
    const table = page.getByRole('table', { name: /^What ran/ });
    assert.equal(await table.getByRole('row').count(), 15);
    await table
      .getByRole('row', { name: /dev-1 cargo test --workspace running .* 38 s test jobs/ })
      .waitFor();
    await table.getByRole('row', { name: /Web build cargo waits for package cache/ }).waitFor();
    await table
      .getByRole('row', { name: /uv waited for \.venv contention \(a message alone says so\)/ })
      .waitFor();
  });

  it('says so where nothing ran', async () => {
    const engine = busyEngine(now);
    Object.assign(engine, { entries: [], open: [], closed: [] });
    const { page } = await dashboards.open(engine);
    await page.getByText('Nothing ran in this time.').waitFor();
  });
});
