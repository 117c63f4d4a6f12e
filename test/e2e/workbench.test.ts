import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { activationFile, readActivation } from '../../tools/activation-report.ts';
import { withWorkbench } from './workbench/with-workbench.ts';

describe('VS Code with Lanekeeper installed', () => {
  const workbench = withWorkbench();

  it('opens the polyglot repository', async () => {
    const { page } = workbench();
    await page.getByRole('treeitem', { name: 'rust' }).waitFor();
    await workbench().screenshot('workbench');
  });

  it('shows Lanekeeper in the activity bar', async () => {
    await workbench()
      .page.getByRole('tab', { name: /^Lanekeeper/ })
      .waitFor();
  });

  it('activates the installed package', async () => {
    const active = await workbench().evaluate((vscode) =>
      vscode.extensions
        .getExtension('lanekeeper.lanekeeper')
        ?.activate()
        .then(() => vscode.extensions.getExtension('lanekeeper.lanekeeper')?.isActive),
    );
    assert.equal(active, true);
  });

  it('comes back after the window was reloaded', async () => {
    await workbench().reload();
    await workbench()
      .page.getByRole('tab', { name: /^Lanekeeper/ })
      .waitFor();
  });
});

describe('the start of a window', () => {
  const windows = 7;
  before('begin with none', () => {
    mkdirSync(path.dirname(activationFile), { recursive: true });
    rmSync(activationFile, { force: true });
  });
  const workbench = withWorkbench({ environment: { LANEKEEPER_TEST_ACTIVATION: activationFile } });

  it('waits little for Lanekeeper', async function () {
    this.timeout(240_000);
    for (let window = 1; window <= windows; window += 1) {
      await workbench().evaluate(async (vscode) => {
        await vscode.extensions.getExtension('lanekeeper.lanekeeper')?.activate();
      });
      // Kept and printed, not judged: how fast a machine is says nothing about the code.
      assert.equal(readActivation().length, window);
      if (window < windows) await workbench().reload();
    }
  });
});
