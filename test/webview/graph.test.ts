import assert from 'node:assert/strict';
import { LanekeeperError } from '../../src/core/error.ts';
import { FakeSource } from '../unit/dashboard/fake-engine.ts';
import { largeProject, makeProject } from '../unit/dashboard/scene-graph.ts';
import { busyEngine } from '../unit/dashboard/scene.ts';
import { beyondTheEdge, focused, styleOf } from './in-page.ts';
import { withDashboards } from './with-dashboards.ts';

describe('The graph of tasks in the dashboard', () => {
  const dashboards = withDashboards();
  const now = Date.now();

  function engineOf(...folders: ReturnType<typeof makeProject>[]) {
    const engine = busyEngine(now);
    engine.folders = folders;
    return engine;
  }

  it('says of each task how it stands by a sign and a word, why, and what it is joined to', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const graph = page.getByRole('group', { name: 'Tasks' });
    assert.equal(await graph.getByRole('button').count(), 9);
    const docs = graph.getByRole('button', { name: /^docs: waiting/ });
    assert.equal(
      await docs.getAttribute('aria-label'),
      'docs: waiting. Src/parser/** is claimed for writing by 5f0c9a1e. Depends on packages/core#build. 1 task depends on it.',
    );
    assert.match(await docs.innerText(), /^docs\s+waiting$/);
    assert.equal(await docs.locator('.icon-waiting').count(), 1);
    const web = graph.getByRole('button', { name: /^packages\/web#build/ });
    assert.match(await web.innerText(), /running, 40%/);
    assert.match((await web.getAttribute('aria-label')) ?? '', /Agent Web build\./);
    const summary = await page.getByRole('list', { name: 'Tasks by status' }).innerText();
    assert.match(
      summary.replaceAll(/\s+/g, ' '),
      /1 failed 1 running 2 waiting 3 done \(1 cached\)/,
    );
  });

  it('stands in layers from left to right', async () => {
    const { page } = await dashboards.open(busyEngine(now));
    const left = async (name: RegExp) =>
      (await page.locator('.graph').getByRole('button', { name }).boundingBox())?.x ??
      assert.fail(String(name));
    const [schema, api, test] = [
      await left(/^schema:/),
      await left(/^api:/),
      await left(/^api#test/),
    ];
    assert.ok(schema < api && api < test);
  });

  it('draws of 2000 tasks what is seen, and lets the keys go to all of them', async () => {
    const { page } = await dashboards.open(engineOf(largeProject(2000)));
    const nodes = page.getByRole('group', { name: 'Tasks' }).getByRole('button');
    assert.ok((await nodes.count()) < 200, `${await nodes.count()} drawn`);
    await nodes.first().focus();
    await page.keyboard.press('End');
    assert.match((await focused(page))?.name ?? '', /^task-9-/);
    assert.equal((await focused(page))?.visible, true);
    assert.ok((await nodes.count()) < 200);
    await page.keyboard.press('ArrowLeft');
    assert.match((await focused(page))?.name ?? '', /^task-8-/);
    await page.getByRole('button', { name: 'Show more tasks without their names' }).click();
    assert.ok((await nodes.count()) < 900, `${await nodes.count()} drawn`);
    assert.deepEqual(await beyondTheEdge(page), []);
  });

  it('shows of a large graph what is looked for, with what that is joined to', async () => {
    const { page } = await dashboards.open(engineOf(largeProject(200)));
    await page.getByRole('searchbox', { name: 'Find a task of repo' }).fill('task-5-17');
    const nodes = page.getByRole('group', { name: 'Tasks' }).getByRole('button');
    await page.getByRole('button', { name: /^task-4-1: / }).waitFor({ state: 'detached' });
    const names = await nodes.allInnerTexts();
    assert.ok(names.length < 12 && names.some((name) => name.includes('task-5-17')));
    await page.getByRole('searchbox').fill('no such task');
    await page.getByText('No task has that in its name.').waitFor();
  });

  it('is a table at the press of a key, so many rows at a time', async () => {
    const { page } = await dashboards.open(engineOf(largeProject(500)));
    await page.getByRole('button', { name: 'Show Tasks as table' }).click();
    const rows = page.getByRole('table', { name: /^Tasks, how they stand/ }).getByRole('row');
    assert.equal(await rows.count(), 201);
    await page.getByRole('button', { name: 'Show More (300 left)' }).click();
    assert.equal(await rows.count(), 401);
    await page
      .getByRole('row', { name: /^task-1-0 idle 50 task-0-0, task-0-3, task-0-6/ })
      .waitFor();
  });

  it('follows runs and what is declared', async () => {
    const engine = engineOf(makeProject({ a: {} }, { id: '1' }));
    const source = new FakeSource({ kind: 'open', engine });
    source.projects.projects = engine.folders;
    const { page } = await dashboards.open(source);
    await page.getByRole('button', { name: /^a: idle/ }).waitFor();
    const status = { a: { status: 'running' } } as const;
    source.projects.projects = [makeProject(status, { id: '1' })];
    const tasks = [{ name: 'a', status: 'running' }] as const;
    engine.happen({ type: 'graph-tasks-changed', checkout: '/repo', run: 1, tasks: [...tasks] });
    await page.getByRole('button', { name: /^a: running/ }).waitFor();
    source.projects.become([makeProject({ b: {}, c: { dependsOn: ['b'] } }, { id: '2' })]);
    await page.getByRole('button', { name: /^c: idle\. Depends on b/ }).waitFor();
  });

  it('offers about the task that is chosen what can be done as it stands', async () => {
    const { page, commands } = await dashboards.open(busyEngine(now));
    const graph = page.getByRole('group', { name: 'Tasks' });
    const actions = (name: string) => page.getByRole('group', { name: `Actions for ${name}` });
    const labels = async (name: string) => {
      await graph.getByRole('button', { name: new RegExp(`^${name}: `) }).click();
      return actions(name).locator('vscode-button').allTextContents();
    };
    const always = ['Explain', 'Open Declaration'];
    assert.deepEqual(await labels('docs'), ['Do Sooner', 'Stop', ...always]);
    assert.deepEqual(await labels('packages/web#build'), ['Stop', 'Show Log', ...always]);
    assert.deepEqual(await labels('lint'), ['Run', ...always]);
    await actions('lint').getByRole('button', { name: 'Run' }).click();
    assert.deepEqual(await labels('api#test'), ['Run', 'Show Log', ...always]);
    await actions('api#test').getByRole('button', { name: 'Explain' }).click();
    assert.deepEqual(commands, ['runTask /repo lint', 'explainTask /repo api#test']);
  });

  it('says which folder it is of where there are several, and why one cannot be shown', async () => {
    const fault = new LanekeeperError('task-cycle', 'These wait for each other.', 'Remove one.');
    const { page } = await dashboards.open(
      engineOf(
        makeProject({ a: {} }, { id: '1', name: 'app' }),
        { id: '2', name: 'site', root: '/site', tasks: null, fault },
        makeProject({}, { id: '3', name: 'docs' }),
      ),
    );
    for (const name of ['app', 'site', 'docs']) {
      await page.getByRole('heading', { name: `Tasks of ${name}` }).waitFor();
    }
    await page.getByText('These wait for each other. Remove one.').waitFor();
    await page.getByText(/^No task is declared or found here/).waitFor();
  });

  it('tells signs apart without colour, also where there are no words', async () => {
    const { page } = await dashboards.open(busyEngine(now), {
      context: { forcedColors: 'active' },
    });
    await page.getByRole('button', { name: 'Show more tasks without their names' }).click();
    const paths = await page.locator('.graph .icon path').all();
    const signs = await Promise.all(paths.map((path) => path.getAttribute('d')));
    assert.equal(new Set(signs).size, 6);
    assert.equal(await styleOf(page, '.node', 'border-top-style'), 'solid');
  });
});
