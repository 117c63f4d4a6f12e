import assert from 'node:assert/strict';
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
