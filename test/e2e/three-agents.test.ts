import assert from 'node:assert/strict';
import { requireTool } from '../unit/required-tool.ts';
import { withWorkbench } from './workbench/with-workbench.ts';

const agents = [
  { id: 'rust', type: 'rust-dev', checkout: 'shared' },
  { id: 'python', type: 'python-test', checkout: 'shared' },
  { id: 'node', type: 'node-build', checkout: 'worktree' },
] as const;

/** A figure of a build, such as "0.52" cores or "118 MB". */
const cores = /^\d+(\.\d+)?$/;
const bytes = /^\d+(\.\d+)? [KMG]B$/;

describe('three agents in the workbench', () => {
  const workbench = withWorkbench();

  before(async function () {
    for (const tool of ['cargo', 'python3', 'pnpm', 'git']) await requireTool(this, tool);
  });

  it('offers the types that can run here in the command palette', async () => {
    const window = workbench();
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().waitFor();
    await window.screenshot('spawn-agent');
    await window.page.keyboard.press('Escape');
  });

  it('are seen live in the trees and the dashboard, with what they use', async function () {
    this.timeout(120_000);
    const window = workbench();
    await window.runCommand('workbench.view.extension.lanekeeper');
    await window.runCommand('lanekeeper.openDashboard');
    await Promise.all(
      agents.map((request) => window.runCommand('lanekeeper.spawnAgent', { ...request })),
    );
    await Promise.all(
      agents.map(async ({ id, type }) => {
        const spoken = new RegExp(`^Agent ${id}, running, ${type} · [\\d.]+ CPU · [\\d.]+ [KMG]B`);
        const table = window.webview.getByRole('table', { name: 'Agents' });
        const row = table.getByRole('row', { name: new RegExp(`^${id} `) });
        await Promise.all([
          window.row('Agents', spoken).waitFor(),
          row.getByRole('cell', { name: 'running' }).waitFor(),
          row.locator('[data-label="CPU"]').filter({ hasText: cores }).waitFor(),
          row.locator('[data-label="Memory"]').filter({ hasText: bytes }).waitFor(),
        ]);
      }),
    );
  });

  it('build and test well at the same time, and wait for nothing', async function () {
    this.timeout(300_000);
    const window = workbench();
    for (const { id } of agents) {
      await window.row('Agents', new RegExp(`^Agent ${id}, done`)).waitFor({ timeout: 200_000 });
    }
    await window.webview.getByText(/3 agents · 0 live · none/).waitFor();
    // Neither a file of the editor's own nor one of each other's was held by two of them.
    assert.equal(await window.row('Agents', /not isolated/).count(), 0);
    await window.screenshot('agents-done');
  });

  it('change the cache hit rate in the status bar', async () => {
    const item = workbench().statusItem('lanekeeper.cacheHitRate');
    await item.filter({ hasText: /\d+%/ }).waitFor();
  });

  it('are cleaned one by one: the menu shows what goes and asks', async function () {
    this.timeout(120_000);
    const window = workbench();
    await window.contextMenu(window.row('Agents', /^Agent python,/), 'Clean Agent Artifacts');
    await window.dialog
      .getByText(/^Delete the artifacts of "python", freeing [\d.]+ [KM]B\?$/)
      .waitFor();
    await window.dialog.getByText(/virtual environment: [\d.]+ MB/).waitFor();
    await window.screenshot('clean-agent-artifacts');
    await window.dialog.getByRole('button', { name: /^Cancel/ }).click();
    assert.equal(await window.row('Agents', /^Agent python,/).count(), 1);

    await window.contextMenu(window.row('Agents', /^Agent python,/), 'Clean Agent Artifacts');
    await window.dialog.getByRole('button', { name: /^Clean/ }).click();
    await window.row('Agents', /^Agent python,/).waitFor({ state: 'detached' });
    assert.equal(await window.row('Agents', /^Agent rust,/).count(), 1);
    await window.webview.getByText(/2 agents · 0 live/).waitFor();
  });
});
