import assert from 'node:assert/strict';
import { withWorkbench } from './workbench/with-workbench.ts';

const agents = [
  { id: 'rust', type: 'rust-dev', checkout: 'shared' },
  { id: 'python', type: 'python-test', checkout: 'shared' },
  { id: 'node', type: 'node-build', checkout: 'worktree' },
] as const;

describe('three agents in the workbench', () => {
  const workbench = withWorkbench();

  it('offers the types that can run here in the command palette', async () => {
    const window = workbench();
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().waitFor();
    await window.screenshot('spawn-agent');
    await window.page.keyboard.press('Escape');
  });

  it('shows all three in the trees and the dashboard, and sees builds end well', async function () {
    this.timeout(300_000);
    const window = workbench();
    await window.runCommand('workbench.view.extension.lanekeeper');
    await Promise.all(
      agents.map((request) => window.runCommand('lanekeeper.spawnAgent', { ...request })),
    );
    for (const { id } of agents) await window.row('Agents', new RegExp(`^Agent ${id},`)).waitFor();
    await window.runCommand('lanekeeper.openDashboard');
    await window.webview.getByRole('table').first().waitFor();
    await window.screenshot('dashboard-running');
    for (const id of ['rust', 'python']) {
      await window
        .row('Agents', new RegExp(`^Agent ${id}, done`, 'i'))
        .waitFor({ timeout: 100_000 });
    }
    await window.screenshot('agents-done');
  });

  it('cleans one by its context menu and leaves the others', async function () {
    this.timeout(120_000);
    const window = workbench();
    await window.contextMenu(window.row('Agents', /^Agent python,/), 'Clean Agent Artifacts');
    await window.dialog.waitFor();
    await window.screenshot('clean-agent-artifacts');
    await window.dialog.getByRole('button', { name: /^Clean/ }).click();
    await window.row('Agents', /^Agent python,/).waitFor({ state: 'detached' });
    assert.equal(await window.row('Agents', /^Agent rust,/).count(), 1);
  });
});
