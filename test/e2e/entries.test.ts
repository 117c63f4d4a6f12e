import assert from 'node:assert/strict';
import type { ExtensionApi } from '../../src/extension/extension-api.ts';
import { withWorkbench } from './workbench/with-workbench.ts';
import type { Workbench } from './workbench/workbench.ts';

const agentRow = (window: Workbench, name: string, status: string) =>
  window.row('Agents', new RegExp(`^Agent ${name}, ${status}`));

/**
 * Chooses the terminal profile in the list that VS Code has of them.
 *
 * @param directory what VS Code is answered that asks for one first, and tells no profile of it
 */
async function openProfile(window: Workbench, directory: string | null = null): Promise<void> {
  const profile = window.quickPick('Lanekeeper Agent').first();
  // The server's VS Code lists the profiles of extensions only once a setting of terminals has changed.
  await window.evaluate((vscode) =>
    vscode.workspace
      .getConfiguration('terminal.integrated')
      .update('profiles.linux', { plain: { path: 'bash' } }, vscode.ConfigurationTarget.Global),
  );
  for (;;) {
    await window.evaluate((vscode) => {
      void vscode.commands.executeCommand('workbench.action.terminal.newWithProfile');
    });
    if (directory !== null) {
      await window.page
        .getByPlaceholder('Select current working directory for new terminal')
        .waitFor();
      await window.quickPick(directory).first().click();
    }
    await window.page.getByPlaceholder('Select the terminal profile to create').waitFor();
    if (await profile.isVisible()) break;
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
  }
  await profile.click();
}

describe('the ways into Lanekeeper, in a workbench with one folder', () => {
  const workbench = withWorkbench();

  before('open the view', () => workbench().runCommand('workbench.view.extension.lanekeeper'));

  it('are said by the views where there is nothing yet', async () => {
    const window = workbench();
    const { page } = window;
    await page.getByText('No agents work on this workspace.').waitFor();
    await page.getByRole('button', { name: 'Spawn Agent' }).first().waitFor();
    await page.getByText('The commands that agents run appear here.').waitFor();
    await window.screenshot('welcome');
  });

  it('are walked through with pictures', async () => {
    const window = workbench();
    const { page } = window;
    await page.getByText('how it works', { exact: true }).click();
    await page.getByText('Run Agents Side by Side').first().waitFor();
    for (const step of ['Watch them work', 'Check what is shared', 'Clean up safely']) {
      await page.getByRole('button', { name: step }).waitFor();
    }
    await page.getByRole('button', { name: 'Spawn an agent' }).waitFor();
    // Where there is room for it, the picture of a step stands beside it.
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Spawn an agent' }).waitFor();
    await window.screenshot('walkthrough');
    await page.setViewportSize({ width: 1280, height: 800 });
    await window.runCommand('workbench.action.closeAllEditors');
  });

  it('tell of each type of agent that does not work here why not, and stay open', async () => {
    const window = workbench();
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().waitFor();
    await window.quickInput.fill('claude');
    const row = window.quickPick('not available').first();
    await row.filter({ hasText: /"?claude"? (was )?not found|not installed|PATH/ }).waitFor();
    await window.screenshot('spawn-unavailable-type');
    await row.click();
    await window
      .notification(/is not available: /)
      .first()
      .waitFor();
    await window.quickPick('not available').first().waitFor();
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
  });

  it('let one choose checkout and command, and go back to what was chosen before', async () => {
    const window = workbench();
    const { page } = window;
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().waitFor();
    await page.keyboard.press('Enter');
    await window.quickPick('Spawn "polyglot"').waitFor();
    await window.quickInput.fill('by hand');
    await window.quickPick('Choose Checkout and Command').click();
    await window.quickPick('Worktree').first().waitFor();
    await window.screenshot('spawn-checkout');
    await page.getByRole('button', { name: 'Back' }).click();
    await window.quickPick('Spawn "by hand"').waitFor();
    assert.equal(await window.quickInput.inputValue(), 'by hand');
    await window.quickPick('Choose Checkout and Command').click();
    await window.quickPick('Shared').first().click();
    await page.getByText('The command that the agent runs').first().waitFor();
    await window.quickInput.fill('node -e "console.log(1)');
    await page.keyboard.press('Enter');
    await window.screenshot('spawn-command');
    assert.ok(await window.quickInput.isVisible(), 'a quote that is left open is told of');
    await window.quickInput.fill('node -e "console.log(1)"');
    await page.keyboard.press('Enter');
    await agentRow(window, 'by hand', 'done').waitFor();
  });

  it('have a terminal profile, whose shell is an agent until it is closed', async () => {
    const window = workbench();
    await openProfile(window);
    await window.row('Agents', /^Agent [^,]+, idle/).waitFor();
    await window.screenshot('terminal-profile');
    await window.evaluate((vscode) => {
      for (const terminal of vscode.window.terminals) terminal.dispose();
    });
    await window.row('Agents', /^Agent [^,]+, stopped/).waitFor();
  });

  it('tell of each cache in the status bar', async () => {
    const window = workbench();
    await window.runCommand('lanekeeper.spawnAgent', {
      name: 'counted',
      command: [
        'node',
        '-e',
        `console.log('Progress: resolved 1, reused 900000, downloaded 100000, added 1, done')`,
      ],
    });
    const item = window.statusItem('lanekeeper.cacheHitRate');
    await item.filter({ hasText: /\d%/ }).waitFor();
    await item.hover();
    const tooltip = window.page.locator('.workbench-hover').filter({ hasText: 'Cache hit rate' });
    await tooltip.getByRole('row', { name: /pnpm.*9\d%/ }).waitFor();
    await tooltip.getByRole('link', { name: 'Open Dashboard' }).waitFor();
    await window.screenshot('status-bar-tooltip');
  });
});

describe('the ways into Lanekeeper, in a workbench with two folders', () => {
  const workbench = withWorkbench({ folders: ['rust', 'node'] });

  before('open the view', () => workbench().runCommand('workbench.view.extension.lanekeeper'));

  it('ask first for which of them', async () => {
    const window = workbench();
    const { page } = window;
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust').first().waitFor();
    await window.quickPick('node').first().click();
    await window.quickPick('node-build').first().waitFor();
    await window.screenshot('spawn-folder');
    await page.getByRole('button', { name: 'Back' }).click();
    await window.quickPick('rust').first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('give the shell of the terminal profile the folder that is picked', async () => {
    const window = workbench();
    await openProfile(window, 'node');
    await window.page.getByPlaceholder('Which folder shall the agent work on?').waitFor();
    await window.screenshot('terminal-profile-folder');
    await window.quickPick('node').first().click();
    await window.row('Agents', /^Agent [^,]+, idle/).waitFor();
    const workspaces = await window.evaluate(async (vscode) => {
      const extension = vscode.extensions.getExtension<ExtensionApi>('lanekeeper.lanekeeper');
      const engine = await (await extension?.activate())?.engine();
      return engine?.listAgents().map(({ workspace }) => workspace);
    });
    assert.deepEqual(workspaces, [`${window.session.repository}/node`]);
  });
});
