import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { themes } from './workbench/themes.ts';
import { withWorkbench } from './workbench/with-workbench.ts';

describe('the Checks view, in the workbench', () => {
  const workbench = withWorkbench({ settings: { 'git.enabled': false } });

  before('open the view container', () =>
    workbench().runCommand('workbench.view.extension.lanekeeper'),
  );

  it('is closed at first, and says what can be checked when it is opened', async () => {
    const window = workbench();
    const { page } = window;
    const header = page.getByRole('button', { name: /^Checks Section/ });
    await header.waitFor();
    assert.equal(await header.getAttribute('aria-expanded'), 'false');
    await header.click();
    await page.getByText('Nothing was checked in this window yet').waitFor();
    await page.getByRole('button', { name: 'Run Doctor' }).last().waitFor();
    await window.screenshot('checks-welcome');
  });

  it('shows what failed after its button was pressed, and cures it at a click', async () => {
    const window = workbench();
    const { page, session } = window;
    mkdirSync(path.join(session.home, 'namespaces', 'left-behind'), { recursive: true });
    const lock = path.join(session.repository, '.git', 'index.lock');
    writeFileSync(lock, 'half an index');
    const past = new Date(Date.now() - 10 * 60_000);
    utimesSync(lock, past, past);
    await page.locator('.welcome-view').getByRole('button', { name: 'Run Quality Gates' }).click();
    await window.row('Checks', /^artifacts-gone, failed\. .*left-behind/).waitFor();
    await window.runCommand('lanekeeper.runDoctor', {});
    // Rows that do not fit are not drawn.
    for (const other of ['Agents', 'Tasks', 'Caches']) {
      await page.getByRole('button', { name: new RegExp(`^${other} Section`) }).click();
    }
    const failed = window.row('Checks', /^locks\.stale-git, failed\. /);
    await failed.waitFor();
    for (const [name, { theme, wears }] of Object.entries(themes)) {
      await window.useTheme(theme);
      await page.locator(`.monaco-workbench.${wears}`).waitFor();
      await failed.hover();
      await window.screenshot(`checks-${name}`);
    }
    await failed.getByRole('button', { name: 'Apply Cure' }).click();
    await window.notification(/Moved .*index\.lock to/).waitFor();
    await window.row('Checks', /^locks\.stale-git, passed\. /).waitFor();
    await window.contextMenu(window.row('Checks', /^After agents ended/), 'Open Check Report');
    await page.getByRole('tab', { name: /Verification\.md/ }).waitFor();
    await window.screenshot('checks-report');
  });
});
