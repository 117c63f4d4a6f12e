import assert from 'node:assert/strict';
import { requireTool } from '../unit/required-tool.ts';
import { themes } from './workbench/themes.ts';
import { withWorkbench } from './workbench/with-workbench.ts';

/** Build and test loops: each goes on until it is stopped, so that pictures show agents at work. */
const agents = [
  { id: 'rust', type: 'rust-dev', step: 'cargo clean --quiet; cargo build', directory: 'rust' },
  {
    id: 'python',
    type: 'python-test',
    step: 'python -m compileall -qf .; python -m pytest -q',
    directory: 'python',
  },
  {
    id: 'node',
    type: 'node-build',
    step: 'pnpm run build; pnpm run test',
    directory: 'node',
  },
] as const;

describe('three live agents, to look at', () => {
  const workbench = withWorkbench();

  before('spawn three loops', async function () {
    this.timeout(240_000);
    for (const tool of ['cargo', 'python3', 'pnpm', 'git']) await requireTool(this, tool);
    const window = workbench();
    await window.page.setViewportSize({ width: 1440, height: 1000 });
    await window.runCommand('workbench.view.extension.lanekeeper');
    await window.runCommand('lanekeeper.openDashboard');
    for (const { id, type, step, directory } of agents) {
      await window.runCommand('lanekeeper.spawnAgent', {
        id,
        type,
        command: ['sh', '-c', `cd ${directory}; while :; do ${step}; done`],
      });
    }
    for (const { id } of agents) {
      const row = window.webview
        .getByRole('table', { name: 'Agents' })
        .getByRole('row', { name: new RegExp(`^${id} `) });
      await row
        .locator('[data-label="I/O"]')
        .filter({ hasText: /B\/s/ })
        .waitFor({ timeout: 120_000 });
    }
    await window.webview.getByText(/\d% *of/).waitFor({ timeout: 120_000 });
    // Preparation is over and all three work.
    await window.row('Tasks', /^python-test, python · running/).waitFor({ timeout: 120_000 });
    await window.statusItem('lanekeeper.cacheHitRate').filter({ hasText: /%/ }).waitFor();
  });

  afterEach('all three are at work', async () => {
    const window = workbench();
    const row = (status: string) => window.row('Agents', new RegExp(`^Agent [^,]+, ${status}`));
    assert.equal(await row('(running|waiting)').count(), agents.length);
    assert.equal(await row('(failed|lost|stopped|done)').count(), 0);
    assert.equal(await window.row('Tasks', / · (failed|lost)/).count(), 0);
  });

  for (const [name, { theme, wears }] of Object.entries(themes)) {
    it(`are pictured in a ${name} theme`, async () => {
      const window = workbench();
      await window.useTheme(theme);
      await window.page.locator(`.monaco-workbench.${wears}`).waitFor();
      await window.screenshot(`three-agents-${name}`);
    });
  }

  it('are pictured beside an editor, in a narrow panel', async () => {
    const window = workbench();
    await window.useTheme(themes.dark.theme);
    await window.evaluate(async (vscode) => {
      const [file] = await vscode.workspace.findFiles('rust/crates/tally/src/lib.rs');
      if (file === undefined) return;
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    });
    await window.webview
      .getByRole('table', { name: 'Agents' })
      .getByRole('row', { name: /^rust / })
      .waitFor();
    await window.screenshot('three-agents-narrow');
  });
});
