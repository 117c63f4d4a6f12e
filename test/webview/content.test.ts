import assert from 'node:assert/strict';
import { LanekeeperError } from '../../src/core/error.ts';
import { FakeEngine, FakeSource } from '../unit/dashboard/fake-engine.ts';
import { busyEngine, makeAgent, makeContention, sceneSample } from '../unit/dashboard/scene.ts';
import { coloursOf } from './in-page.ts';
import { withDashboards } from './with-dashboards.ts';

describe('The dashboard in a browser', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  it('shows a snapshot: charts, agents, contention, gates and caches', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    for (const chart of ['CPU', 'Memory']) {
      const picture = page.getByRole('img', { name: `${chart} over the last 10 minutes.` });
      const description = await picture.getAttribute('aria-label');
      for (const line of ['dev-1', 'py-test', 'Web build', 'Whole machine']) {
        assert.match(description ?? '', new RegExp(`${line}: .* now, at most `));
      }
      const legend = page.getByRole('list', { name: `Lines of the ${chart} chart` });
      assert.equal(await legend.getByRole('button').count(), 6);
    }
    assert.ok((await coloursOf(page, 'CPU')) > 20, 'the chart is drawn');
    assert.ok((await coloursOf(page, 'Memory')) > 20, 'the chart is drawn');

    const agents = page.getByRole('table', { name: 'Agents' });
    assert.equal(await agents.getByRole('row').count(), 6);
    await agents
      .getByRole('row', { name: /Web build web pnpm run build waiting 1 conflict/ })
      .waitFor();
    await agents.getByRole('row', { name: /release failed \(101\)/ }).waitFor();
    await agents.getByText('Waits for package cache, held by agent dev-1').waitFor();

    const contention = page.locator('.waits-list > li');
    assert.equal(await contention.count(), 3);
    assert.match(
      await contention.first().innerText(),
      /Web build waits for package cache in cargo, held by dev-1 \(cargo fetch, pid 41277\)/,
    );
    const details = contention.first().getByRole('list', { name: 'Details' });
    const facts = await details.innerText();
    assert.match(facts, /shared package cache/);
    assert.match(facts, /a tool said so, and the kernel shows it/);
    assert.match(facts, /\d+ s lost/);
    assert.match(facts, /\/home\/dev\/\.cargo\/\.package-cache/);
    await page.getByText('8 min 05 s lost to waiting in the last 90 days, 17 times').waitFor();
    const byAgent = page.getByRole('table', { name: 'Time lost by agent' });
    await byAgent.getByRole('row', { name: 'Web build 9 5 min 12 s' }).waitFor();
    const byResource = page.getByRole('table', { name: 'Time lost by resource' });
    await byResource.getByRole('row', { name: 'package cache 13 6 min 48 s' }).waitFor();
    const byDay = page.getByRole('table', { name: 'Time lost by day' });
    assert.equal(await byDay.getByRole('row').count(), 4);

    const gates = page.getByRole('region', { name: 'Gates' }).getByRole('meter');
    assert.deepEqual(
      await Promise.all((await gates.all()).map((gate) => gate.getAttribute('aria-valuetext'))),
      ['5 of 8 in use', '2 of 2 in use', '1 of 4 in use'],
    );

    const caches = page.getByRole('table', { name: 'Caches' });
    await caches.getByRole('row', { name: /sccache .*91% 1,284 121 4.2 GB/ }).waitFor();
    await caches.getByRole('row', { name: /turbo No turbo.json .* Run "turbo init"/ }).waitFor();
    await page.getByRole('meter', { name: 'Cache hit rate' }).waitFor();
  });

  it('says of contention how sure it is: by the kernel, by the command that runs, or by a message alone', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const details = page.locator('.waits-list').getByRole('list', { name: 'Details' });
    for (const [index, words] of [
      'a tool said so, and the kernel shows it',
      'a message alone says so',
      'the command that runs said so',
    ].entries()) {
      await details.nth(index).getByText(words, { exact: true }).waitFor();
    }
  });

  it('follows samples', async () => {
    const engine = busyEngine(now);
    const { page } = await dashboards.open(engine);
    engine.tick(sceneSample(now, 600));
    await page.getByRole('region', { name: 'Machine' }).getByText('of 8 cores').waitFor();
    engine.tick(sceneSample(now, 610));
    const row = page.getByRole('row', { name: /^dev-1/ });
    await row.getByText('2.3 MB/s').waitFor();
  });

  it('marks an agent whose namespace has drifted, and offers to renew that', async () => {
    const engine = busyEngine(now);
    const { page, commands } = await dashboards.open(engine);
    const row = page.getByRole('row', { name: /^release failed/ });
    const renew = row.getByRole('button', { name: 'Renew the namespace of release' });
    await row.waitFor();
    assert.equal(await renew.count(), 0);
    const inputs = ['Cargo.lock changed', 'rustc is 2, was 1'];
    engine.agents = engine.agents.map((agent) =>
      agent.id === 'release' ? { ...agent, drift: inputs } : agent,
    );
    engine.happen({ type: 'drift-detected', agent: 'release', inputs });
    const mark = row.getByText('namespace drifted');
    await mark.waitFor();
    assert.equal(await mark.getAttribute('title'), inputs.join('\n'));
    await renew.click();
    assert.deepEqual(commands, ['renew release']);
  });

  it('follows events', async () => {
    const engine = busyEngine(now);
    const { page } = await dashboards.open(engine);
    engine.agents = [...engine.agents, makeAgent('late')];
    engine.happen({ type: 'agent-spawned', agent: 'late', name: 'late' });
    await page.getByRole('row', { name: /^late running/ }).waitFor();

    const contention = makeContention(77, 'late', new Date(now).toISOString());
    engine.open = [contention, ...engine.open];
    engine.happen({ type: 'contention-opened', agent: 'late', contention });
    await page.getByRole('row', { name: /^late running 1 conflict/ }).waitFor();
    await page.getByText('late waits for package cache.', { exact: true }).waitFor({
      state: 'attached',
    });

    engine.open = [];
    engine.happen({ type: 'contention-closed', agent: 'late', contention });
    await page.getByText('none waiting').waitFor();

    engine.agents = engine.agents.filter(({ id }) => id !== 'late');
    engine.happen({ type: 'agent-removed', agent: 'late' });
    await page.getByRole('row', { name: /^late/ }).waitFor({ state: 'detached' });
  });

  it('asks the window for what its buttons say', async () => {
    const { page, commands } = await dashboards.open(busyEngine(now));
    for (const name of [
      'Stop dev-1',
      'Restart release',
      'Show logs of Web build',
      'Clean artifacts of release',
      'Spawn Agent',
      'Reveal Caches',
    ]) {
      await page.getByRole('button', { name }).click();
    }
    assert.deepEqual(commands, [
      'stop dev-1',
      'restart release',
      'showLogs web',
      'clean release',
      'spawn',
      'revealCaches',
    ]);
  });

  it('says what there will be while there is nothing', async () => {
    const { page, commands } = await dashboards.open(new FakeEngine());
    await page.getByText('No agents yet').waitFor();
    await page.getByText('No agent is waiting for another.').waitFor();
    await page.getByText('No gate is set.').waitFor();
    await page.getByText('No cache is known for this workspace.').waitFor();
    await page.getByRole('button', { name: 'Spawn Agent' }).click();
    assert.deepEqual(commands, ['spawn']);
  });

  it('tells why there is no engine, lets one try again, and shows the engine that comes', async () => {
    const error = new LanekeeperError('database-corrupt', 'It is damaged.', 'Move it away.');
    const source = new FakeSource({ kind: 'failed', error });
    const { page, commands } = await dashboards.open(source);
    const alert = page.getByRole('alert');
    await alert.getByText('It is damaged.').waitFor();
    await alert.getByText('Move it away.').waitFor();
    await page.getByRole('button', { name: 'Try Again' }).click();
    assert.deepEqual(commands, ['refresh']);
    source.become({ kind: 'opening' });
    await page.getByText('Connecting to Lanekeeper.').waitFor();
    source.become({ kind: 'open', engine: busyEngine(now) });
    await page.getByRole('row', { name: /^dev-1 cargo test/ }).waitFor();
    const second = new FakeEngine();
    source.become({ kind: 'open', engine: second });
    await page.getByText('No agents yet').waitFor();
  });

  it('looks again as it was left', async () => {
    const first = await dashboards.open(busyEngine(now));
    await first.page.getByRole('button', { name: 'Show CPU as table' }).click();
    await first.page.getByRole('button', { name: 'Memory', exact: true }).click();
    const second = await dashboards.open(busyEngine(now), { state: await first.saved() });
    await second.page.getByRole('table', { name: /^CPU cores in use/ }).waitFor();
    const sorted = second.page.getByRole('columnheader', { name: 'Memory' });
    assert.equal(await sorted.getAttribute('aria-sort'), 'descending');
  });

  it('takes no message that is not in the contract', async () => {
    const dashboard = await dashboards.open(busyEngine(now));
    await dashboard.post({ type: 'agents', sequence: 'x', agents: [] });
    await dashboard.post({ type: 'eval', code: 'document.body.remove()' });
    await dashboard.post({ type: 'unavailable', sequence: 9, fault: { message: 1 } });
    assert.equal(await dashboard.page.getByRole('row', { name: /^dev-1 cargo/ }).count(), 1);
  });
});
